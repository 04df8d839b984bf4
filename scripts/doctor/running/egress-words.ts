import { type EgressInfo, EgressStatus, ServerError } from 'livekit-server-sdk';
import { type Finding, why } from '../check.ts';

const REDIS =
  'LiveKit and Egress find one another through one Redis: set `redis: address:` in the configuration of both.';

/** @param error what a start was refused with */
export function judgeStart(error: unknown): Finding {
  const name = 'egress';
  const said = why(error);
  const code = error instanceof ServerError ? error.code : (error as NodeJS.ErrnoException).code;
  const broken = (says: string, todo: string): Finding => ({ name, state: 'missing', says, todo });
  if (/redis required|not connected/i.test(said)) {
    return broken('LiveKit runs without Egress: it has no Redis', REDIS);
  }
  if (code === 'unavailable' || (error as Error).name === 'TimeoutError') {
    return broken(
      'no Egress worker takes a recording ("no response from servers")',
      `None is running, every one is busy, or it is on another Redis or with other keys than LiveKit. ${REDIS}`,
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return broken(
      `REPLAY_SEGMENTS_PATH can't be written: ${said}`,
      'Give the folder to the user that Hindsight runs as, and run the doctor as that one.',
    );
  }
  return broken(
    `a recording can't be started: ${said.replace(/eyJ[\w.-]+/g, '(token)')}`,
    'The log of LiveKit tells more.',
  );
}

/**
 * @param seen a segment was here
 * @param info how the egress ended
 */
export function judgeSegments(
  seen: boolean,
  info: Pick<EgressInfo, 'status' | 'error' | 'details' | 'segmentResults'>,
  folder: string,
): Finding {
  const name = 'segments';
  const broken = (says: string, todo: string): Finding => ({ name, state: 'missing', says, todo });
  if (seen) return { name, state: 'ok', says: 'what Egress writes is seen here' };
  const said = `${info.error} ${info.details}`;
  if (/permission denied|operation not permitted|read-only/i.test(said)) {
    return broken(
      `Egress may not write to REPLAY_SEGMENTS_PATH: ${info.error}`,
      'Run Egress and Hindsight under one uid (in Compose the same `user:`) that owns the folder. Not `chmod 777`.',
    );
  }
  if (/upload failed|upload queue full/i.test(said)) {
    return broken(
      `Egress can't upload to the bucket: ${info.error}`,
      'It has to reach the bucket at the same address as Hindsight, with the same keys.',
    );
  }
  if (/no space left/i.test(said)) {
    return broken(
      `Egress's disk is full: ${info.error}`,
      'Make room where REPLAY_SEGMENTS_PATH is.',
    );
  }
  const wrote = info.segmentResults.reduce(
    (sum, { segmentCount }) => sum + Number(segmentCount),
    0,
  );
  if (wrote > 0) {
    return broken(
      `Egress wrote ${wrote} segments into ${folder}, and none of them is here: that path is not shared`,
      'Mount one volume at the same path into both (REPLAY_SEGMENTS_PATH). The folder of that name where Egress runs can be deleted.',
    );
  }
  if (info.status === EgressStatus.EGRESS_FAILED || info.status === EgressStatus.EGRESS_ABORTED) {
    return broken(
      `Egress failed: ${info.error || info.details}`,
      'Its log tells more. Does it reach LiveKit (`ws_url:`) and its media ports?',
    );
  }
  return broken(
    `Egress records, and nothing of it is in ${folder}`,
    'Mount one volume at the same path into both (REPLAY_SEGMENTS_PATH); the log of Egress tells where it writes.',
  );
}
