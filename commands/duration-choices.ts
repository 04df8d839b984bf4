import type { ApplicationCommandOptionChoiceData } from 'discord.js';
import { measureBuffer } from '../server/clips/buffered.ts';
import type { Services } from '../server/services.ts';
import { LANGUAGES, type Words, wordsIn } from '../server/words/words.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { within } from './soon.ts';

const PRESETS_MS = [30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];
const SHORTEST_MS = 1000;
const MIB = 1024 * 1024;

/** What is offered while a duration is typed: what the buffer holds, with what it weighs, and all of it. */
export async function durationChoices(
  typed: string,
  userId: string,
  { config, segments }: Pick<Services, 'config' | 'segments'>,
  { choices: say, duration }: Words,
): Promise<ApplicationCommandOptionChoiceData[]> {
  const { windowMs } = config;
  const buffer = await within(measureBuffer(userId, { segments, windowMs }), 'late');
  if (buffer === null) return [];
  const wanted = typed.toLowerCase();
  const typedMs = parseDuration(typed);
  const mostMs = typeof buffer === 'string' ? windowMs : buffer.spanMs;
  const fits = PRESETS_MS.filter((ms) => ms <= mostMs && formatDuration(ms).startsWith(wanted));
  const isPossible = typedMs !== null && typedMs >= SHORTEST_MS && typedMs <= mostMs;
  const offered = [...new Set(isPossible ? [typedMs, ...fits] : fits)];
  // When it takes too long to look, better these than none.
  if (typeof buffer === 'string') return offered.map((ms) => choice(ms, duration(ms)));
  const weight = (ms: number) => say.weight(Math.round(buffer.bytesOfLast(ms) / MIB));
  const choices = offered.map((ms) => choice(ms, `${duration(ms)} · ${weight(ms)}`));
  const allMs = Math.floor(mostMs / 1000) * 1000;
  const asksForAll = LANGUAGES.some((one) => wordsIn(one).choices.all.startsWith(wanted));
  const isAll = asksForAll || (typedMs !== null && typedMs > mostMs);
  if (!isAll || allMs < SHORTEST_MS || offered.includes(allMs)) return choices;
  const length = duration(Math.min(buffer.bufferedMs, allMs));
  return [...choices, choice(allMs, `${say.all}: ${length} · ${weight(allMs)}`)];
}

/** Whether all that is buffered is meant, as it is offered, in any language. */
export function isAll(typed: string | null): boolean {
  const wanted = typed?.trim().toLowerCase();
  return LANGUAGES.some((one) => wordsIn(one).choices.all.toLowerCase() === wanted);
}

/** How long all of it is up to `agoMs` ago, ms; of others, or where it takes too long to look, as much as is kept. */
export async function allOf(
  { userId, isOwn, agoMs }: { userId: string; isOwn: boolean; agoMs: number },
  { config, segments }: Pick<Services, 'config' | 'segments'>,
): Promise<number> {
  const { windowMs } = config;
  const buffer = isOwn ? await within(measureBuffer(userId, { segments, windowMs }), null) : null;
  const mostMs = buffer ? Math.floor(buffer.spanMs / 1000) * 1000 : windowMs;
  return mostMs - agoMs;
}

function choice(ms: number, name: string) {
  return { name, value: formatDuration(ms) };
}
