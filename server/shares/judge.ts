import type { Recording } from '../recorder/recorder.ts';
import type { Share } from './share.ts';

/** A recording without a new segment for so long has died, whatever its recorder says. */
export const STALE_MS = 20_000;

export type Verdict =
  | { be: 'kept' }
  /** The share is over, or its owner wants no recording. */
  | { be: 'stopped' }
  /** The recording is over and the share is not: its process went away, or LiveKit let go. */
  | { be: 'renewed' }
  /** Recording went wrong; `final` when trying again can't help. */
  | { be: 'failed'; words: string; final: boolean };

/**
 * What should become of an active share, from what is wanted and what runs. Pure.
 * @param track what LiveKit says is published; undefined when it isn't, or its owner wants no recording
 * @param settled it has run so long that its end is no failure to start
 */
export function judge(
  share: Share,
  track: { muted: boolean } | undefined,
  recording: Recording | undefined,
  settled: boolean,
  nowMs: number,
): Verdict {
  if (!track) return { be: 'stopped' };
  if (!recording) return { be: 'renewed' };
  if (recording.state === 'failed') {
    const words = recording.error ?? 'The recording broke off.';
    return { be: 'failed', words, final: recording.refused ?? false };
  }
  if (recording.state === 'complete' || recording.state === 'ending') {
    // Over at once, again and again, is a failure too.
    const words = 'The recording ended by itself.';
    return settled ? { be: 'renewed' } : { be: 'failed', words, final: false };
  }
  const aliveAt = recording.newestSegmentAtMs ?? share.startedAt;
  if (!track.muted && nowMs - aliveAt > STALE_MS) {
    return { be: 'failed', words: 'No picture of the share arrived any more.', final: false };
  }
  return { be: 'kept' };
}
