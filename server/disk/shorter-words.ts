import type { Words } from '../words/words.ts';
import type { ShortWindow } from './shrunk.ts';
import { usualWindow } from './usual-window.ts';

/** How far back somebody can clip, ms, and words for that; undefined where it is as far as usual. */
export async function shorterWords(
  userId: string,
  services: { disk: { shortOf(userId: string): Promise<ShortWindow | null> } } & Parameters<
    typeof usualWindow
  >[1],
  { disk, duration }: Words,
): Promise<{ keptMs: number; words: string } | undefined> {
  const short = await services.disk.shortOf(userId);
  if (!short) return undefined;
  const { keptMs, why } = short;
  const usualMs = await usualWindow(userId, services);
  if (keptMs >= usualMs) return undefined;
  return {
    keptMs,
    words: disk.now(duration(roundly(keptMs)), duration(usualMs), disk.because[why]),
  };
}

/** Nobody needs the seconds of a quarter of an hour. @returns ms, no more than it is */
export function roundly(ms: number): number {
  const stepMs = ms >= 120_000 ? 60_000 : 1000;
  return Math.floor(ms / stepMs) * stepMs;
}
