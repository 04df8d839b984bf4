import { isFiled } from '../clip-file.ts';
import type { Course, Typed } from '../course.ts';
import { type Cost, excusedFor } from '../excuses.ts';
import { look, type Seen } from '../seen.ts';
import { overlaps } from '../spans.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** A command's work may meet what begins until then, ms after it. */
const WORK_MS = 60_000;
/** Discord gives up on one that the bot does not answer, ms. */
const LAW_MS = 3000;

/** Every command has exactly one outcome: what it asked for, once, or a sentence; the bot's answer is left hanging by none. */
export const oneOutcome: Invariant = async (course) => {
  const { found, note } = violationsOf('one outcome');
  for (const typed of course.typed.filter((one) => !one.isChecked)) {
    const seen = await look(typed, course);
    for (const what of await wrongWith(typed, seen, course)) {
      const told = `${typed.command} by ${typed.member.as} ${what}`;
      note(told, { atMs: typed.atMs, ids: [typed.id] });
    }
  }
  return found;
};

async function wrongWith(typed: Typed, seen: Seen, course: Course): Promise<string[]> {
  const { atMs, clip, member } = typed;
  const { interaction, posted, answer, told, isWaiting } = seen;
  const isExcused = (cost: Cost, forMs: number) =>
    excusedFor(cost, course.happenings).some((span) =>
      overlaps(span, { fromMs: atMs, toMs: atMs + forMs }),
    );
  if (posted.length > 1) return [`was posted ${posted.length} times`];
  const isMade = posted.length === 1 || (clip?.to === 'library' && (await isFiled(typed, course)));
  if (interaction.state === 'failed') {
    if (isExcused('hearing', LAW_MS)) return [];
    const callbacks = `the bot tried to answer ${interaction.callbacks} times`;
    return [`was answered by nobody, though nothing kept the bot from it (${callbacks})`];
  }
  // Discord itself ends what is only "thinking" after a quarter of an hour; the bot has told them by another way.
  const isToldElsewhere = !clip && told.length > 0 && isExcused('hearing', WORK_MS);
  if (isWaiting && isToldElsewhere) return [];
  if (isWaiting) return [`is still waiting: ${JSON.stringify(interaction.message)?.slice(0, 300)}`];
  if (isMade) return [];
  if (!answer && told.length === 0) return ['ended without a word'];
  if (!clip) return [];
  const asked = { fromMs: atMs - clip.lengthMs, toMs: atMs + LAW_MS };
  const isRest = member.breaks.some((rest) => overlaps(rest, asked));
  const canFail = isRest || isExcused('clips', WORK_MS) || isExcused('pictures', WORK_MS);
  const says = [answer, ...told].join(' | ');
  return canFail ? [] : [`failed though nothing kept it from being made: ${says}`];
}
