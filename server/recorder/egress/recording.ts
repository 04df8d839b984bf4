import type { EgressInfo } from 'livekit-server-sdk';
import { en } from '../../words/en.ts';
import { hasEnded, type Recording } from '../recorder.ts';
import { folderOf, type Place } from './layout.ts';
import { outcomeOf } from './outcome.ts';

/** Four seconds are usual; a worker that died in between never says more. */
export const END_TIMEOUT_MS = 20_000;

export interface Listed {
  recording: Recording;
  /** null while it runs. */
  endedAtMs: number | null;
}

/**
 * What an egress that LiveKit lists is to us.
 * @param stoppedAtMs when we asked it to end: one that is silent since then is gone, whatever LiveKit lists
 * @returns null when it is none of ours
 */
export function readEgress(
  info: EgressInfo,
  at: Place,
  { stoppedAtMs, nowMs }: { stoppedAtMs: number | undefined; nowMs: number },
): Listed | null {
  const place = folderOf(info, at);
  if (!place || info.request.case !== 'trackComposite') return null;
  const outcome = outcomeOf(info);
  const recording: Recording = {
    egressId: info.egressId,
    roomName: info.roomName,
    videoTrackId: info.request.value.videoTrackId,
    audioTrackId: info.request.value.audioTrackId || null,
    ...place,
    ...outcome,
    newestSegmentAtMs: null,
  };
  if (hasEnded(outcome)) return { recording, endedAtMs: Number(info.endedAt / 1_000_000n) };
  if (stoppedAtMs === undefined || nowMs - stoppedAtMs <= END_TIMEOUT_MS) {
    // A dead worker never says that it ends.
    const state = stoppedAtMs === undefined ? recording.state : 'ending';
    return { recording: { ...recording, state }, endedAtMs: null };
  }
  const error = en.faults.egressSilent;
  return { recording: { ...recording, state: 'failed', error }, endedAtMs: stoppedAtMs };
}
