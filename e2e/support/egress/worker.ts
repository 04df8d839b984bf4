import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EgressInfo,
  EgressStatus,
  type SegmentedFileOutput,
  type TrackCompositeEgressRequest,
} from 'livekit-server-sdk';
import { createHls } from './hls.ts';
import { startRecording } from './recording.ts';
import type { SendWebhook } from './webhooks.ts';

export interface WorkerOptions {
  livekit: { url: string; apiKey: string; apiSecret: string };
  roomId: string;
  request: TrackCompositeEgressRequest;
  output: SegmentedFileOutput;
  send: SendWebhook;
}

export interface Worker {
  /** As of now, also after the end: what listEgress answers. */
  info: EgressInfo;
  stop(): void;
  /** Resolves when nothing of it runs any more. */
  ended: Promise<void>;
}

/** What a real one takes from ENDING to its end when it is stopped by the API. */
const STOP_MS = 3500;
const STOPPED = 'StopEgress API';

/** One egress from STARTING to its end, with a real one's states, words and order of webhooks. */
export function startWorker({ livekit, roomId, request, output, send }: WorkerOptions): Worker {
  const hls = createHls(output);
  const info = new EgressInfo({
    egressId: `EG_${randomBytes(6).toString('hex')}`,
    roomId,
    roomName: request.roomName,
    startedAt: now(),
    updatedAt: now(),
    request: { case: 'trackComposite', value: request },
    segmentResults: [hls.results()],
  });
  /** Why it ends: words of Egress, or the error that broke it. */
  const end = Promise.withResolvers<string | Error>();

  const update = (event: Parameters<SendWebhook>[0], change: Partial<EgressInfo>) => {
    Object.assign(info, change, { updatedAt: now() });
    const { startedAt, endedAt } = info;
    Object.assign(info.segmentResults[0] ?? {}, hls.results(), { startedAt, endedAt });
    send(event, info);
  };
  const failed = (error: Error) =>
    update('egress_ended', {
      status: EgressStatus.EGRESS_FAILED,
      endedAt: now(),
      error: goWords(error),
      ...(/not found$/.test(error.message) && { errorCode: 404 }),
      details: 'End reason: Failure',
    });

  async function run() {
    send('egress_started', info);
    const recording = await startRecording({
      livekit,
      egressId: info.egressId,
      request,
      hls,
      onActive: () =>
        update('egress_updated', { status: EgressStatus.EGRESS_ACTIVE, startedAt: now() }),
      onClosed: () => end.resolve('Source closed'),
      onFault: (error) => end.resolve(error as Error),
    });
    const reason = await end.promise;
    try {
      if (reason instanceof Error) throw reason;
      if (info.status === EgressStatus.EGRESS_STARTING) return abort();
      const details = `End reason: ${reason}`;
      update('egress_updated', { status: EgressStatus.EGRESS_ENDING, details });
      await Promise.all([recording.finish(), sleep(reason === STOPPED ? STOP_MS : 0)]);
      const manifestLocation = await hls.finish(info.egressId);
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

  return { info, stop: () => end.resolve(STOPPED), ended: run().catch(failed) };
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
  };
  const cause = words[error.code ?? ''];
  return cause ? `${error.syscall} ${error.path}: ${cause}` : error.message;
}
