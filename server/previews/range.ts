import { join } from 'node:path';
import type { ClipMark } from '../clips/clip.ts';
import { readTs } from '../clips/media/ts.ts';
import { unwrap } from '../clips/runs.ts';
import { UserError } from '../errors.ts';
import type { Segment } from '../segments/range.ts';
import { lengthOf, type PlacedSegment, TICKS_PER_MS } from './preview.ts';

/** What an order takes of a preview. */
export interface PreviewedRange {
  segments: Segment[];
  /** The sharer's microphone beside them. */
  voice: Segment[];
  /** The range in them, ms since the epoch as they tell it. */
  fromMs: number;
  toMs: number;
  /** What was marked in it. */
  marks: ClipMark[];
  /** Whose screen it shows. */
  sharerId: string;
  /** The clip that it is a part of. */
  clipId?: string;
  guildId?: string;
  channelId?: string;
}

const SHORTEST_MS = 1000;
/** Players think a preview that much longer than it is: sound goes on a little. */
const BEYOND_MS = 250;
/** Moments are rounded to whole ms on their way here: a picture so near is meant. */
const SNAP = 1 * TICKS_PER_MS;

/**
 * What of a preview the cut needs for [fromMs, toMs) of media time: exactly its pictures come out.
 * @param folder the preview's
 * @returns its segments, and the range on the server's clock as they tell it, whole ms since the epoch
 * @throws UserError (400) when it lies outside the preview or is shorter than a second
 */
export async function cutRange(
  folder: string,
  segments: PlacedSegment[],
  fromMs: number,
  toMs: number,
): Promise<{ segments: Segment[]; fromMs: number; toMs: number }> {
  needRange(fromMs, toMs, lengthOf({ segments }) / TICKS_PER_MS);
  const from = await snap(folder, segments, fromMs * TICKS_PER_MS);
  const to = await snap(folder, segments, toMs * TICKS_PER_MS);
  const picked = segments.filter(({ at, ticks }) => at < to && at + ticks > from);
  const [first, last] = [picked[0], picked.at(-1)];
  if (!first || !last) throw outside();
  return {
    segments: picked.map((one) => toSegment(folder, one)),
    // Downwards: no two pictures are a millisecond apart, so the same ones lie between.
    fromMs: Math.floor(epochMs(first, from)),
    toMs: Math.floor(epochMs(last, Math.min(to, last.at + last.ticks))),
  };
}

function needRange(fromMs: number, toMs: number, lengthMs: number): void {
  if (!(fromMs >= 0 && toMs > fromMs && fromMs < lengthMs && toMs <= lengthMs + BEYOND_MS)) {
    throw outside();
  }
  const shortestMs = Math.min(SHORTEST_MS, lengthMs);
  // Both ends may have been rounded.
  if (toMs - fromMs >= shortestMs - 1) return;
  throw new UserError((words) => words.previews.tooShort);
}

function outside(): UserError {
  return new UserError((words) => words.previews.outside);
}

/** The picture's, or the segment's end, that is next to a moment, ticks; else the moment itself. */
async function snap(folder: string, segments: PlacedSegment[], tick: number): Promise<number> {
  const segment = segments.find(({ at, ticks }) => tick < at + ticks + SNAP);
  if (!segment) return tick;
  const { name, at, ticks } = segment;
  const { video } = await readTs(join(folder, name));
  const first = video[0]?.pts ?? 0;
  const pictures = video.map(({ pts }) => at + unwrap(pts, first));
  return (
    [...pictures.filter((one) => one < at + ticks), at + ticks].find(
      (one) => Math.abs(one - tick) <= SNAP,
    ) ?? Math.round(tick)
  );
}

function epochMs({ startMs, at }: PlacedSegment, tick: number): number {
  return startMs + (tick - at) / TICKS_PER_MS;
}

function toSegment(folder: string, segment: PlacedSegment): Segment {
  const { name, startMs, ticks, breaks, cutOff } = segment;
  return {
    file: join(folder, name),
    ...{ startMs, durationMs: ticks / TICKS_PER_MS, folder: segment.folder },
    discontinuity: breaks,
    ...(cutOff && { cutOff }),
  };
}
