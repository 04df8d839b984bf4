import type { Sent } from './sent-frames.ts';

/** Frames this long before and after a hole tell how many the browser had sent by then. */
const AROUND_MS = 1000;

/**
 * How many frames were sent between the clip's frame `index - 1` and frame `index` and aren't in the clip: by how
 * much the browser's count runs ahead of the clip's across that hole. Exact to half a frame in 20 s of a real share,
 * idle or with both cores busy.
 * @param frames in order, on the server's clock
 */
export function framesLost(
  frames: readonly { clockMs: number }[],
  index: number,
  sent: readonly Sent[],
): number {
  const holeFrom = frames[index - 1]?.clockMs ?? 0;
  const holeTo = frames[index]?.clockMs ?? 0;
  const ahead = { before: [] as number[], after: [] as number[] };
  for (const [i, { clockMs }] of frames.entries()) {
    const count = sentBy(clockMs, sent) - i;
    if (i < index && clockMs > holeFrom - AROUND_MS) ahead.before.push(count);
    if (i >= index && clockMs < holeTo + AROUND_MS) ahead.after.push(count);
  }
  return median(ahead.after) - median(ahead.before);
}

/** These frames tell how sending went before a clip's last moments, ms before its end. */
const STEADY_MS = { from: 3000, to: 1200 };

/**
 * How many frames were sent until `toMs`, where the clip ends, and aren't in it behind its last one. A browser that
 * is short of processor sends its last frames later than those before; what was not sent yet can't be there.
 * @param frames in order, of a clip without gaps that begins at `fromMs`
 */
export function framesLostAtEnd(
  frames: readonly { ptsMs: number }[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
  sent: readonly Sent[],
): number {
  const ahead: number[] = [];
  for (const [i, { ptsMs }] of frames.entries()) {
    const arrivedMs = fromMs + ptsMs;
    if (arrivedMs < toMs - STEADY_MS.from || arrivedMs > toMs - STEADY_MS.to) continue;
    ahead.push(sentBy(arrivedMs, sent) - i);
  }
  return sentBy(toMs, sent) - (frames.length - 1) - median(ahead);
}

/** A poll's frames are spread evenly over it. */
function sentBy(ms: number, sent: readonly Sent[]): number {
  const part = ({ atMs, pollMs }: Sent) => (ms - (atMs - pollMs)) / pollMs;
  return sent.reduce((sum, poll) => sum + poll.frames * Math.min(1, Math.max(0, part(poll))), 0);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
