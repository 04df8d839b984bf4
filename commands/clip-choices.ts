import type { ApplicationCommandOptionChoiceData } from 'discord.js';
import type { Clip, ClipLibrary } from '../server/clips/library.ts';
import { shelfOf } from '../server/clips/lists.ts';
import { UserError } from '../server/errors.ts';
import { USUAL, type Words, wordsIn } from '../server/words/words.ts';

const LONGEST_NAME = 100;
const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

type Clips = Pick<ClipLibrary, 'get' | 'find'>;

/** Discord's law for choices. */
const MOST_CHOICES = 25;

/** What is offered while the title of one's own clips is typed, newest first. */
export async function clipChoices(
  typed: string,
  userId: string,
  {
    clips,
    words = wordsIn(USUAL),
    now = Date.now,
  }: { clips: Clips; words?: Words; now?: () => number },
): Promise<ApplicationCommandOptionChoiceData[]> {
  const query = { text: typed, limit: MOST_CHOICES };
  const found = await clips.find([shelfOf(userId)], query);
  return found.clips.map((clip) => ({ name: nameOf(clip, now(), words), value: clip.id }));
}

/** One's own clip by its id, as the choices send it, or its title. @throws UserError (404) */
export async function clipOption(typed: string, userId: string, clips: Clips): Promise<Clip> {
  const chosen = await clips.get(typed);
  if (chosen?.ownerId === userId) return chosen;
  const [found] = (await clips.find([shelfOf(userId)], { text: typed, limit: 1 })).clips;
  if (found) return found;
  throw new UserError(({ asked }) => asked.noClipCalled, { status: 404 });
}

function nameOf({ title, durationMs, createdAtMs }: Clip, nowMs: number, words: Words): string {
  const { choices, duration } = words;
  const about = ` · ${duration(durationMs)} · ${agoWords(nowMs - createdAtMs, choices)}`;
  return (title || choices.untitled).slice(0, LONGEST_NAME - about.length) + about;
}

function agoWords(ms: number, choices: Words['choices']): string {
  if (ms < HOUR_MS) return choices.minutesAgo(Math.max(1, Math.round(ms / 60_000)));
  if (ms < DAY_MS) return choices.hoursAgo(Math.round(ms / HOUR_MS));
  return choices.daysAgo(Math.round(ms / DAY_MS));
}
