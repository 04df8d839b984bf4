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

/** A poll's frames are spread evenly over it. */
function sentBy(ms: number, sent: readonly Sent[]): number {
  const part = ({ atMs, pollMs }: Sent) => (ms - (atMs - pollMs)) / pollMs;
  return sent.reduce((sum, poll) => sum + poll.frames * Math.min(1, Math.max(0, part(poll))), 0);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
