import { clock } from '../words.ts';
import { say } from './clip-texts.ts';
import type { ReplayStatus } from './status.ts';

/** What is recorded right now is listed some seconds later. */
const LATE_MS = 10_000;

/** How far back one can clip just now, ms: less than the window where there is no room for all of it. */
export function keptNow(windowMs: number, status: ReplayStatus | undefined): number {
  return Math.min(windowMs, status?.shorter?.keptMs ?? windowMs);
}

/** Nobody needs the seconds of a quarter of an hour. @returns ms, no more than it is */
export function roundly(ms: number): number {
  const stepMs = ms >= 120_000 ? 60_000 : 1000;
  return Math.floor(ms / stepMs) * stepMs;
}

/** Why a clip of `longestMs` holds less: it comes with time, or there is no room for it; else undefined. */
export function lessWords(
  bufferedMs: number,
  longestMs: number,
  keptMs: number,
): string | undefined {
  if (bufferedMs >= longestMs - 1000) return undefined;
  const grows = keptMs >= longestMs || bufferedMs < keptMs - LATE_MS;
  return grows ? say.onlySoFar(clock(bufferedMs)) : say.onlyKept(clock(bufferedMs));
}
