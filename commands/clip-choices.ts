import type { ApplicationCommandOptionChoiceData } from 'discord.js';
import type { Clip, ClipLibrary } from '../server/clips/library.ts';
import { shelfOf } from '../server/clips/lists.ts';
import { UserError } from '../server/errors.ts';
import { formatDuration } from './duration.ts';

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
  { clips, now = Date.now }: { clips: Clips; now?: () => number },
): Promise<ApplicationCommandOptionChoiceData[]> {
  const query = { text: typed, limit: MOST_CHOICES };
  const found = await clips.find([shelfOf(userId)], query);
  return found.clips.map((clip) => ({ name: nameOf(clip, now()), value: clip.id }));
}

/** One's own clip by its id, as the choices send it, or its title. @throws UserError (404) */
export async function clipOption(typed: string, userId: string, clips: Clips): Promise<Clip> {
  const chosen = await clips.get(typed);
  if (chosen?.ownerId === userId) return chosen;
  const [found] = (await clips.find([shelfOf(userId)], { text: typed, limit: 1 })).clips;
  if (found) return found;
  throw new UserError('You have no clip of that name. Take one that is offered.', { status: 404 });
}

function nameOf({ title, durationMs, createdAtMs }: Clip, nowMs: number): string {
  const about = ` · ${formatDuration(durationMs)} · ${agoWords(nowMs - createdAtMs)}`;
  return (title || 'Without a title').slice(0, LONGEST_NAME - about.length) + about;
}

function agoWords(ms: number): string {
  if (ms < HOUR_MS) return `${Math.max(1, Math.round(ms / 60_000))} min ago`;
  if (ms < DAY_MS) return `${Math.round(ms / HOUR_MS)} h ago`;
  return `${Math.round(ms / DAY_MS)} d ago`;
}
