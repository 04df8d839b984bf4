import type { Frame } from '../clip/frames.ts';
import { lengthMs, outside, overlaps, type Span } from './spans.ts';

/** How a clip of test cards has to be. */
export interface Wanted extends Span {
  card: number;
  /** When pictures were drawn, ms since the epoch, in order. */
  drawn: readonly number[];
  /** When pictures may be missing or late. */
  excused: Span[];
}

/** Less is how far two pictures may lie apart, ms. */
const HOLE_MS = 900;
/** From being drawn to being recorded, on a busy machine, ms. */
const LATE_MS = 400;
/** A picture can't be recorded before it is drawn, but stamps are rounded. */
const EARLY_MS = 20;
/** How far a picture's time in the clip may be off its neighbour's, ms. */
const PACE_MS = 250;

/** @returns a sentence for each way in which the frames are wrong */
export function wrongFrames(frames: Frame[], wanted: Wanted): string[] {
  const { fromMs, toMs, card, drawn, excused } = wanted;
  const read = frames.filter((frame): frame is Read => frame.clockMs !== null);
  const wrong: string[] = [];
  if (read.length < frames.length) {
    wrong.push(`${frames.length - read.length} of ${frames.length} pictures can't be read`);
  }
  if (read.length === 0) return [...wrong, 'no picture of it is a test card'];
  const others = read.filter((frame) => frame.card !== card);
  if (others.length > 0) wrong.push(`${others.length} pictures are somebody else's`);

  const isExcused = (span: Span) => lengthMs(span) > sum(outside(span, excused));
  const earliestMs = earliestOf({ fromMs, toMs }, excused) - LATE_MS;
  const early = read.filter(({ clockMs }) => clockMs < earliestMs);
  const late = read.filter(({ clockMs }) => clockMs > toMs + EARLY_MS);
  for (const [which, { length }] of Object.entries({ before: early, after: late })) {
    if (length > 0) wrong.push(`${length} pictures are from ${which} its range`);
  }

  const isMissing = (span: Span, mayBeMs: number) =>
    lengthMs(span) > mayBeMs &&
    sum(outside(span, excused)) > mayBeMs &&
    drawn.filter((atMs) => atMs > span.fromMs && atMs < span.toMs - LATE_MS).length > 2;
  const [first, last] = [read[0] as Read, read.at(-1) as Read];
  if (isMissing({ fromMs, toMs: first.clockMs }, HOLE_MS)) {
    wrong.push(`its first ${Math.round(first.clockMs - fromMs)} ms are missing`);
  }
  if (isMissing({ fromMs: last.clockMs, toMs }, HOLE_MS + LATE_MS)) {
    wrong.push(`its last ${Math.round(toMs - last.clockMs)} ms are missing`);
  }
  for (const [i, frame] of read.entries()) {
    const before = read[i - 1];
    if (!before) continue;
    const span = { fromMs: before.clockMs, toMs: frame.clockMs };
    const at = `at ${Math.round(frame.ptsMs)} ms`;
    const shownMs = frame.ptsMs - before.ptsMs;
    if (shownMs <= 0) wrong.push(`time stands still or runs back ${at}`);
    if (lengthMs(span) < 0) {
      wrong.push(`the picture jumps back by ${-lengthMs(span)} ms ${at}`);
      continue;
    }
    if (isMissing(span, HOLE_MS)) wrong.push(`${lengthMs(span)} ms are missing ${at}`);
    const isOff = Math.abs(shownMs - lengthMs(span)) > PACE_MS;
    if (isOff && lengthMs(span) <= HOLE_MS && !isExcused(span)) {
      wrong.push(`${lengthMs(span)} ms take ${Math.round(shownMs)} ms ${at}`);
    }
  }
  return wrong;
}

/** Where its share was broken off, and is not there again, a clip of the last seconds is of those before. */
function earliestOf(range: Span, excused: Span[]): number {
  let { fromMs } = range;
  for (const span of excused.toSorted((a, b) => b.fromMs - a.fromMs)) {
    if (overlaps(span, { fromMs, toMs: range.toMs })) fromMs = Math.min(fromMs, span.fromMs);
  }
  return fromMs < range.fromMs ? fromMs - lengthMs(range) : fromMs;
}

type Read = Frame & { clockMs: number };

const sum = (spans: Span[]) => spans.reduce((total, span) => total + lengthMs(span), 0);
