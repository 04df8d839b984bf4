import { setTimeout as sleep } from 'node:timers/promises';
import { snowflakeTime } from '../../../sandbox/snowflake.ts';
import type { Course, Typed } from './course.ts';
import type { Random } from './faults/index.ts';
import type { Member } from './members.ts';

const LENGTH_MS = 6000;
const PLACES = ['here', 'here', 'dm', 'library'] as const;
const OTHERS = ['/replay status', '/replay mark'];
/** Between two commands of a person, ms. */
const PAUSE_MS = { least: 4000, most: 10_000 };

/** @param to where the clip goes; without it, another command */
export async function type(
  member: Member,
  course: Course,
  command: string | { to: 'here' | 'dm' | 'library' },
): Promise<Typed> {
  const { as, channel } = member;
  const title = `number ${String(course.typed.length + 1).padStart(4, '0')}`;
  const clip = typeof command === 'string' ? null : { title, lengthMs: LENGTH_MS, ...command };
  const words = clip
    ? `/clip duration:${LENGTH_MS / 1000}s title:${title} to:${clip.to}`
    : String(command);
  const { control } = course.installation.sandbox;
  const typed: Typed = { id: '', member, command: words, atMs: Date.now(), ...(clip && { clip }) };
  // Before the answer: the next one needs another title.
  course.typed.push(typed);
  typed.id = (await control.run({ as, channel, command: words })).id;
  typed.atMs = snowflakeTime(typed.id);
  return typed;
}

/** Types one command after the other, a clip as a rule, until it is told to stop. */
export async function keepTyping(
  member: Member,
  course: Course,
  { random, signal }: { random: Random; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const pauseMs = PAUSE_MS.least + random.below(PAUSE_MS.most - PAUSE_MS.least);
    await sleep(pauseMs, null, { signal }).catch(() => {});
    if (signal.aborted) return;
    await type(
      member,
      course,
      random.below(5) === 0 ? random.pick(OTHERS) : { to: random.pick(PLACES) },
    );
  }
}
