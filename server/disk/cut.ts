/** Segments that end within the same so many ms go together. */
const STEP_MS = 2000;

/**
 * The moment up to which everything has to go, across all of them, so that at least so many bytes do: whoever they
 * belong to, everybody's window is the same length then.
 * @param notAfterMs what ends later stays, also where that leaves too little
 * @returns ms since the epoch; null where nothing may go
 */
export function cutFor(
  segments: Iterable<{ endMs: number; bytes: number }>,
  bytes: number,
  notAfterMs: number,
): number | null {
  // One pass over what may be hundreds of thousands, without sorting them.
  const steps = new Map<number, { bytes: number; lastMs: number }>();
  for (const segment of segments) {
    if (segment.endMs > notAfterMs) continue;
    const key = Math.floor(segment.endMs / STEP_MS);
    const step = steps.get(key);
    if (!step) steps.set(key, { bytes: segment.bytes, lastMs: segment.endMs });
    else {
      step.bytes += segment.bytes;
      step.lastMs = Math.max(step.lastMs, segment.endMs);
    }
  }
  let gone = 0;
  let cutMs: number | null = null;
  for (const [, step] of [...steps].sort(([a], [b]) => a - b)) {
    if (gone >= bytes) break;
    gone += step.bytes;
    cutMs = step.lastMs;
  }
  return cutMs;
}
