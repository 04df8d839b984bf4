import { setTimeout as sleep } from 'node:timers/promises';
import { EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { createHls } from './hls.ts';
import type { Job, Report } from './messages.ts';
import { startRecording } from './recording.ts';
import { withResults } from './results.ts';
import type { Faults } from './settings.ts';
import { startSoundRecording } from './sound-recording.ts';

export interface EgressOptions extends Job {
  faults: Faults;
  report(event: Report['event'], info: Report['info']): void;
}

export interface Egress {
  /** As of now. */
  info: EgressInfo;
  /** Twice is no error. @param reason in Egress's words */
  end(reason: string): void;
  /** Resolves when nothing of it runs any more. */
  ended: Promise<void>;
}

const CLOSED = 'Source closed';

/** One egress from STARTING to its end, with a real one's states, words and order of reports. */
export function startEgress({ faults, report, ...job }: EgressOptions): Egress {
  const { livekit, delays, scratch } = job;
  const info = EgressInfo.fromJson(job.info);
  if (info.request.case !== 'trackComposite') throw new Error('not a track composite');
  const request = info.request.value;
  const [output] = request.segmentOutputs;
  if (!output) throw new Error('not to segments');
  const hls = createHls(output, faults);
  /** Why it ends: words of Egress, or the error that broke it. */
  const reason = Promise.withResolvers<string | Error>();
  const ending = new AbortController();
  const times = { startedAt: 0n, endedAt: 0n };

  function update(event: Report['event'], change: Partial<EgressInfo>) {
    Object.assign(info, change, { updatedAt: now() });
    const duration = event === 'egress_ended' ? times.endedAt - times.startedAt : 0n;
    withResults(info, { ...times, ...hls.results(), duration });
    report(event, info.toJson());
  }

  function active() {
    if (ending.signal.aborted) return;
    times.startedAt = now();
    update('egress_updated', { status: EgressStatus.EGRESS_ACTIVE, startedAt: now() });
  }

  function end(why: string | Error) {
    if (ending.signal.aborted) return;
    ending.abort();
    if (info.status === EgressStatus.EGRESS_ACTIVE && !(why instanceof Error)) {
      const details = `End reason: ${why}`;
      update('egress_updated', { status: EgressStatus.EGRESS_ENDING, details });
    }
    reason.resolve(why);
  }

  async function run() {
    const start = request.videoTrackId === '' ? startSoundRecording : startRecording;
    const recording = await start({
      ...{ livekit, scratch, delays, faults, request, hls },
      egressId: info.egressId,
      signal: ending.signal,
      onActive: active,
      onClosed: () => end(CLOSED),
      onFault: (error) => end(error as Error),
    });
    const why = await reason.promise;
    try {
      if (why instanceof Error) throw why;
      if (info.status === EgressStatus.EGRESS_STARTING) return abort();
      await Promise.all([recording.finish(), sleep(why === CLOSED ? 0 : delays.end)]);
      const manifestLocation = await hls.finish(info.egressId);
      times.endedAt = now();
      update('egress_ended', {
        status: EgressStatus.EGRESS_COMPLETE,
        endedAt: now(),
        manifestLocation,
      });
    } finally {
      await recording.kill();
    }
  }

  function abort() {
    update('egress_ended', {
      status: EgressStatus.EGRESS_ABORTED,
      endedAt: now(),
      error: 'Stop called before pipeline could start',
      errorCode: 412,
    });
  }

  function failed(error: Error) {
    update('egress_ended', {
      status: EgressStatus.EGRESS_FAILED,
      endedAt: now(),
      error: goWords(error),
      ...(/not found$/.test(error.message) && { errorCode: 404 }),
      details: 'End reason: Failure',
    });
  }

  return { info, end, ended: run().catch(failed) };
}

function now(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** A failed write in Go's words: `open /segments/a.ts: permission denied`. */
function goWords(error: NodeJS.ErrnoException): string {
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'operation not permitted',
    ENOSPC: 'no space left on device',
    ENOTDIR: 'not a directory',
    EROFS: 'read-only file system',
  };
  const cause = words[error.code ?? ''];
  return cause ? `${error.syscall} ${error.path}: ${cause}` : error.message;
}
