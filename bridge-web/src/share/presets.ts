/** How much a clip may take of what was last, ms. */
const PRESETS_MS = [30_000, 60_000, 120_000, 300_000, 600_000];
const DEFAULT_MS = 120_000;
const CHOICE = 'hindsight.preset';

export const presetsWithin = (windowMs: number) => PRESETS_MS.filter((ms) => ms <= windowMs);

/** @returns what was clipped last, else two minutes, else the longest that there is */
export function lastPreset(windowMs: number, storage: Pick<Storage, 'getItem'>): number {
  const presets = presetsWithin(windowMs);
  const stored = Number(storage.getItem(CHOICE));
  if (presets.includes(stored)) return stored;
  return presets.includes(DEFAULT_MS) ? DEFAULT_MS : (presets.at(-1) ?? windowMs);
}

export const rememberPreset = (ms: number, storage: Pick<Storage, 'setItem'>) =>
  storage.setItem(CHOICE, String(ms));

/**
 * @param bitrate of what was really sent, bit/s
 * @returns about how large that clip gets, bytes; undefined while nothing is known
 */
export function sizeOf(
  presetMs: number,
  bufferedMs: number,
  bitrate: number | undefined,
): number | undefined {
  return bitrate === undefined ? undefined : (Math.min(presetMs, bufferedMs) * bitrate) / 8000;
}
