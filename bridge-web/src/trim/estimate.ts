import type { Segment } from './preview.ts';
import type { Selection } from './selection.ts';

/** What the selection takes as it is, bytes: a segment that is cut counts by the part of it that is left. */
export function bytesOf(segments: readonly Segment[], { fromMs, toMs }: Selection): number {
  let bytes = 0;
  for (const segment of segments) {
    const begin = Math.max(fromMs, segment.startMs);
    const end = Math.min(toMs, segment.startMs + segment.durationMs);
    if (end > begin) bytes += segment.bytes * ((end - begin) / segment.durationMs);
  }
  return bytes;
}

export type Quality = 'fit' | 'full' | 'link';

/** `whole`: as it is; `smaller`: encoded again; `unsure`: that, or a link; `link`: a link, or a shorter clip. */
export type Fate = 'whole' | 'smaller' | 'unsure' | 'link';

/**
 * Bit/s below which a clip may be refused as unwatchable, and below which it is: what the last steps of text and of
 * moving pictures at 720p need, with the thinnest sound.
 */
const UNSURE_BELOW = 150_000;
const LINK_BELOW = 72_000;

/** What becomes of so many bytes where so many are taken. @param limitBytes undefined: any number */
export function fateOf(
  bytes: number,
  limitBytes: number | undefined,
  durationMs: number,
  quality: Quality,
): Fate {
  if (limitBytes === undefined) return 'whole';
  if (quality === 'link') return 'link';
  if (bytes <= limitBytes) return 'whole';
  if (quality === 'full') return 'link';
  const bitrate = (limitBytes * 8000) / durationMs;
  if (bitrate < LINK_BELOW) return 'link';
  return bitrate < UNSURE_BELOW ? 'unsure' : 'smaller';
}

/** How much from the beginning of the selection stays below the limit as it is, ms. */
export function lengthThatFits(
  segments: readonly Segment[],
  selection: Selection,
  limitBytes: number,
): number {
  let left = limitBytes;
  let fits = 0;
  for (const segment of segments) {
    const begin = Math.max(selection.fromMs, segment.startMs);
    const end = Math.min(selection.toMs, segment.startMs + segment.durationMs);
    if (end <= begin) continue;
    const bytes = segment.bytes * ((end - begin) / segment.durationMs);
    if (bytes > left) return fits + (end - begin) * (left / bytes);
    left -= bytes;
    fits += end - begin;
  }
  return fits;
}
