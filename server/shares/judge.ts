import type { Recording } from '../recorder/recorder.ts';
import { en } from '../words/en.ts';

const { faults } = en;

/** A recording without a new segment for so long has died, whatever its recorder says. */
export const STALE_MS = 20_000;

export type Verdict =
  | { be: 'kept' }
  /** The share is over, or its owner wants no recording. */
  | { be: 'stopped' }
  /** LiveKit was away and has forgotten the share: its owner did not end it. */
  | { be: 'lost'; words: string }
  /**
   * The recording is over and the share is not: its process went away, or LiveKit let go.
   * `wished` when it is for the better.
   */
  | { be: 'renewed'; words: string; wished?: boolean }
  /** Recording went wrong; `final` when trying again can't help. */
  | { be: 'failed'; words: string; final: boolean };

export interface Circumstances {
  /** It has run so long that its end is no failure to start. */
  settled: boolean;
  /** Since when segments are due, ms: its start, or the end of a pause or of an outage. */
  dueSince: number;
  /** LiveKit did not answer between the look before and this one. */
  lost: boolean;
}

/**
 * What should become of an active share, from what is wanted and what runs. Pure.
 * @param track what LiveKit says is published; undefined when it isn't, or its owner wants no recording
 */
export function judge(
  recording: Recording | undefined,
  track: { muted: boolean; audioTrackId: string | null } | undefined,
  { settled, dueSince, lost }: Circumstances,
  nowMs: number,
): Verdict {
  if (!track) {
    // Who did not see it end can't tell whether somebody ended it.
    const sawEnd = recording?.state === 'complete' && recording.lostSinceMs === undefined;
    return lost && !sawEnd ? { be: 'lost', words: faults.livekitAway } : { be: 'stopped' };
  }
  if (!recording) return { be: 'renewed', words: faults.restarted };
  if (recording.state === 'failed') {
    const words = recording.error ?? faults.brokeOff;
    return { be: 'failed', words, final: recording.refused ?? false };
  }
  if (recording.state === 'complete' || recording.state === 'ending') {
    // Over at once, again and again, is a failure too.
    const words = recording.error ?? faults.ended;
    return settled ? { be: 'renewed', words } : { be: 'failed', words, final: false };
  }
  if (recording.audioTrackId === null && track.audioTrackId !== null) {
    return { be: 'renewed', words: faults.soundCame, wished: true };
  }
  const aliveAt = Math.max(recording.newestSegmentAtMs ?? 0, dueSince);
  if (!track.muted && nowMs - aliveAt > STALE_MS) {
    return { be: 'failed', words: faults.noPictureAnyMore, final: false };
  }
  return { be: 'kept' };
}
