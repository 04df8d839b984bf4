import type { SegmentLibrary } from '../segments/library.ts';

/** What a person can clip just now. */
export interface Buffered {
  /** What it shows, ms: gaps don't count. */
  bufferedMs: number;
  /** From its first moment until now, or until the share ended, ms: so much has to be asked for to get all of it. */
  spanMs: number;
  /** What the last so many ms take as they were recorded, bytes: about what a clip of them weighs. */
  bytesOfLast(ms: number): number;
}

/** @returns null when nothing is buffered */
export async function measureBuffer(
  userId: string,
  parts: {
    segments: Pick<SegmentLibrary, 'coverage' | 'between' | 'sizes'>;
    windowMs: number;
    now?: () => number;
  },
): Promise<Buffered | null> {
  const { segments, windowMs, now = Date.now } = parts;
  const buffer = await segments.coverage(userId);
  if (!buffer) return null;
  const endMs = buffer.ended ? buffer.toMs : now();
  const found = await segments.between(userId, buffer.fromMs, buffer.toMs);
  const sizes = await segments.sizes(found);
  const sized = found.map((segment, i) => ({ ...segment, bytes: sizes[i] ?? 0 }));
  return {
    bufferedMs: buffer.bufferedMs,
    spanMs: Math.min(endMs - buffer.fromMs, windowMs),
    bytesOfLast(ms) {
      const fromMs = endMs - ms;
      return sized.reduce((sum, { startMs, durationMs, bytes }) => {
        const part = Math.min(durationMs, startMs + durationMs - fromMs);
        return part > 0 ? sum + bytes * (part / durationMs) : sum;
      }, 0);
    },
  };
}
