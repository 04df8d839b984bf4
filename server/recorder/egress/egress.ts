import { chmod, mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  EgressClient,
  type EgressInfo,
  EncodingOptionsPreset,
  ServerError,
} from 'livekit-server-sdk';
import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createSessionReader } from '../../segments/read-session.ts';
import type { Recorder, Recording } from '../recorder.ts';
import { folderOf, segmentsInto } from './layout.ts';
import { hasEnded, outcomeOf } from './outcome.ts';
import { watchRunning } from './watch.ts';

/** LiveKit waits 23 s for a free worker before it says that there is none. */
const START_TIMEOUT_S = 30;
const TIMEOUT_S = 10;
const REMEMBERED_MS = 10 * 60_000;
/** Four seconds are usual; a worker that died in between never says more. */
const END_TIMEOUT_MS = 20_000;

export interface EgressRecorderOptions {
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** Has to be the same absolute path for Egress and for us: a shared volume. */
  segmentsPath: string;
  log: Log;
  pollMs?: number;
  now?: () => number;
}

/**
 * Recorder by LiveKit's Track Composite Egress. Egress's own list is the memory: recordings are found again
 * after a restart. Segments are placed in time by the clock of Egress's machine.
 */
export function createEgressRecorder(options: EgressRecorderOptions): Recorder {
  const { segmentsPath, log, pollMs = 2000, now = Date.now } = options;
  const { url, apiKey, apiSecret } = options.livekit;
  // A start is never repeated against another region: it could then run twice.
  const client = (requestTimeout: number) =>
    new EgressClient(url, apiKey, apiSecret, { requestTimeout, failover: false });
  const starter = client(START_TIMEOUT_S);
  const egress = client(TIMEOUT_S);
  const readSession = createSessionReader();
  const listeners = new Set<(roomName: string) => void>();
  /** When each was asked to end, ms; 0 when nobody was there to hear it. */
  const stopped = new Map<string, number>();
  const watch = watchRunning(
    async () => (await known({ active: true })).map(({ recording }) => recording),
    (roomName) => {
      for (const listener of listeners) listener(roomName);
    },
    { everyMs: pollMs, log },
  );

  async function known(filter: { roomName?: string; active?: boolean }) {
    const infos = await egress.listEgress(filter);
    return infos.flatMap((info) => {
      const recording = toRecording(info);
      return recording ? { recording, endedAtMs: Number(info.endedAt / 1_000_000n) } : [];
    });
  }

  function toRecording(info: EgressInfo): Recording | null {
    const place = folderOf(info, segmentsPath);
    if (!place) return null;
    const { egressId, roomName } = info;
    const outcome = outcomeOf(info);
    const sinceStopMs = now() - (stopped.get(egressId) ?? now());
    const silent = !hasEnded(outcome.state) && sinceStopMs > END_TIMEOUT_MS;
    return {
      egressId,
      roomName,
      ...place,
      videoTrackId: info.request.case === 'trackComposite' ? info.request.value.videoTrackId : '',
      newestSegmentAtMs: null,
      ...(silent
        ? { state: 'failed', error: 'The recorder (LiveKit Egress) no longer answers.' }
        : outcome),
    };
  }

  async function newestSegmentAtMs(folder: string): Promise<number | null> {
    const last = (await readSession(folder))?.segments.at(-1);
    return last ? last.startMs + last.durationMs : null;
  }

  async function stop(egressId: string): Promise<void> {
    try {
      await egress.stopEgress(egressId);
      stopped.set(egressId, stopped.get(egressId) ?? now());
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.code === 'not_found' || error.code === 'failed_precondition') return;
      if (error.code !== 'deadline_exceeded') throw error;
      log.warn({ egressId, err: error }, 'the worker of this egress is gone');
      stopped.set(egressId, 0);
    }
  }

  return {
    async start({ roomName, userId, videoTrackId, audioTrackId, folder }) {
      await makeFolder(folder);
      const info = await starter
        .startTrackCompositeEgress(
          roomName,
          { segments: segmentsInto(folder) },
          {
            videoTrackId,
            ...(audioTrackId && { audioTrackId }),
            // H.264 Main at 3000 kbit/s and AAC at 128 kbit/s.
            encodingOptions: EncodingOptionsPreset.H264_720P_30,
          },
        )
        .catch(async (error) => {
          await rmdir(folder).catch(() => {});
          throw inWords(error);
        });
      watch.wake();
      log.info({ egressId: info.egressId, roomName, userId, folder }, 'egress started');
      const recording = toRecording(info);
      if (!recording) throw new Error(`${folder} is not in ${segmentsPath}`);
      return recording;
    },

    stop,

    async list(roomName) {
      const all = await known(roomName ? { roomName } : {});
      const recent = all.filter(
        ({ endedAtMs }) => endedAtMs === 0 || endedAtMs > now() - REMEMBERED_MS,
      );
      if (recent.some(({ recording }) => !hasEnded(recording.state))) watch.wake();
      return Promise.all(
        recent.map(async ({ recording }) => ({
          ...recording,
          newestSegmentAtMs: await newestSegmentAtMs(recording.folder),
        })),
      );
    },

    onChange(listener) {
      listeners.add(listener);
    },

    async close() {
      watch.close();
      const running = await known({ active: true });
      await Promise.all(running.map(({ recording }) => stop(recording.egressId)));
    },
  };
}

/**
 * Made by us, not by Egress, so that we may delete what Egress, perhaps under another uid, writes into it:
 * the group (of a shared volume, say) may write too.
 * @throws Error when it exists: a second egress into the same folder would overwrite the first one's segments
 */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await mkdir(folder);
  await chmod(folder, 0o775);
}

function inWords(error: unknown): unknown {
  if (!(error instanceof ServerError)) return error;
  if (error.code === 'unavailable') {
    return new UserError(
      'No recorder is free: every LiveKit Egress worker is busy, or none is running. Try again in a minute.',
      { status: 503, cause: error },
    );
  }
  if (error.code === 'not_found') {
    return new UserError('The shared screen was gone before its recording began. Share it again.', {
      status: 404,
      cause: error,
    });
  }
  return error;
}
