import type { SegmentLibrary } from '../segments/library.ts';
import { type Clip, shownIn } from './clip.ts';

/** Less than this is not worth a longer clip, ms. */
const LEAST_MORE_MS = 1000;

/** How much more a clip can begin before it does, ms: what its sharer's buffer holds there without a gap. */
export async function moreBefore(
  clip: Pick<Clip, 'ownerId' | 'sharerId' | 'fromMs' | 'toMs'>,
  segments: Pick<SegmentLibrary, 'coverage'>,
): Promise<number> {
  const buffer = await segments.coverage(shownIn(clip));
  // The whole of it is cut anew.
  if (!buffer || buffer.toMs < clip.toMs - LEAST_MORE_MS) return 0;
  const lastGap = buffer.gaps.findLast(({ fromMs }) => fromMs < clip.fromMs);
  const sinceMs = Math.max(buffer.fromMs, lastGap?.toMs ?? buffer.fromMs);
  const moreMs = Math.floor(clip.fromMs - sinceMs);
  return moreMs >= LEAST_MORE_MS ? moreMs : 0;
}
