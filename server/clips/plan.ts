/** A picture of a run, in decoding order. */
export interface Frame {
  /** When it is shown, 90 kHz ticks on the run's own clock. */
  pts: number;
  /** Decoding can begin here (IDR). */
  key: boolean;
  /** Which parameter sets it needs: an index into the run's formats. */
  format: number;
}

/** Pictures that lie together in decoding order. */
export interface Span {
  kind: 'copy' | 'encode';
  /** What is read, decoding order, both included. */
  first: number;
  last: number;
  /** When its pictures are shown, in presentation order. */
  shown: number[];
  /** How many of the pictures read come before the first that is shown. */
  skip: number;
  format: number;
}

export interface RunPlan {
  /** The clip's clock starts here, or goes on here after a gap; ticks. */
  originPts: number;
  endPts: number;
  spans: Span[];
}

/** A picture that stands still longer than this is visible at the start of a range that it began before. */
const STILL = 0.1 * 90_000;
/** Pieces are encoded and held in memory one at a time. */
const PIECE_FRAMES = 600;

/**
 * What of one run lies in [fromPts, toPts): whole groups of pictures are copied, and so is the beginning of
 * the one in which the range ends. The end of the group in which it begins is encoded again, and whatever
 * can't be `copyable`.
 *
 * The clip starts with the first picture in the range. Only where that would leave out more than 100 ms of a
 * still page does it start at `fromPts`, with the picture that was visible then.
 * @returns null when nothing was to be seen
 */
export function planRun(
  frames: Frame[],
  fromPts: number,
  toPts: number,
  copyable: (format: number) => boolean,
): RunPlan | null {
  const firstKey = frames.findIndex((frame) => frame.key);
  if (firstKey === -1 || toPts <= fromPts) return null;
  let before = Number.NEGATIVE_INFINITY;
  let inside = Number.POSITIVE_INFINITY;
  for (const { pts } of frames.slice(firstKey)) {
    if (pts < fromPts) before = Math.max(before, pts);
    else inside = Math.min(inside, pts);
  }
  const still = Number.isFinite(before) && Math.min(inside, toPts) - fromPts > STILL;
  const firstShown = still ? before : inside;
  if (firstShown >= toPts) return null;
  const originPts = Math.max(firstShown, fromPts);

  const spans: Span[] = [];
  for (const [first, last] of groups(frames, firstKey)) {
    for (const span of planGroup(frames, first, last, firstShown, toPts, copyable)) {
      append(spans, span);
    }
  }
  return { originPts, endPts: toPts, spans };
}

/** First and last index of every group of pictures. */
function* groups(frames: Frame[], firstKey: number): Generator<[number, number]> {
  let first = firstKey;
  for (let i = firstKey + 1; i <= frames.length; i++) {
    if (i < frames.length && !frames[i]?.key) continue;
    yield [first, i - 1];
    first = i;
  }
}

function planGroup(
  frames: Frame[],
  first: number,
  last: number,
  firstShown: number,
  toPts: number,
  copyable: (format: number) => boolean,
): Span[] {
  const group = frames.slice(first, last + 1);
  const order = group.map((frame) => frame.pts).sort((a, b) => a - b);
  const from = order.findIndex((pts) => pts >= firstShown);
  const until = order.findLastIndex((pts) => pts < toPts) + 1;
  if (from === -1 || until <= from) return [];
  const format = group[0]?.format ?? 0;
  const copied = from === 0 && copyable(format) ? closedPrefix(group, order, until) : 0;
  const spans: Span[] = [];
  if (copied > 0) {
    const shown = order.slice(0, copied);
    spans.push({ kind: 'copy', first, last: first + copied - 1, shown, skip: 0, format });
  }
  const skip = Math.max(from, copied);
  if (skip < until) {
    const shown = order.slice(skip, until);
    // A picture depends only on those decoded before it.
    const needed = group.findLastIndex((frame) => frame.pts < toPts);
    spans.push({ kind: 'encode', first, last: first + needed, shown, skip, format });
  }
  return spans;
}

/**
 * How many pictures from the group's start can be copied as they are: the most, up to `until`, that come
 * first in decoding and in presentation order alike. Without B-frames that is all of them.
 */
function closedPrefix(group: Frame[], order: number[], until: number): number {
  let closed = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let n = 1; n <= until; n++) {
    latest = Math.max(latest, group[n - 1]?.pts ?? 0);
    if (latest === order[n - 1]) closed = n;
  }
  return closed;
}

/** Whole groups that follow one another are copied, or encoded again, in one go. */
function append(spans: Span[], span: Span): void {
  const previous = spans.at(-1);
  const joins =
    previous?.kind === span.kind &&
    previous.format === span.format &&
    previous.last + 1 === span.first &&
    span.skip === 0 &&
    (span.kind === 'copy' || previous.shown.length + span.shown.length <= PIECE_FRAMES);
  if (!joins) {
    spans.push({ ...span });
    return;
  }
  previous.last = span.last;
  for (const pts of span.shown) previous.shown.push(pts);
}
