import { rmdir } from 'node:fs/promises';
import { EgressClient, type EgressInfo } from 'livekit-server-sdk';
import { RecentMap } from '../../recent-map.ts';
import { hasEnded } from '../recorder.ts';
import type { VoiceRecorder, VoiceRecording } from '../voices.ts';
import { type EgressRecorderOptions, makeFolder, START_TIMEOUT_S, TIMEOUT_S } from './egress.ts';
import { hasCode, startFault } from './faults.ts';
import { segmentsInto, voiceFolderOf } from './layout.ts';
import { createAskNewest } from './newest.ts';
import { outcomeOf } from './outcome.ts';
import { END_TIMEOUT_MS } from './recording.ts';
import { watchRunning } from './watch.ts';

const REMEMBERED_MS = 10 * 60_000;

/** Records microphones by a Track Composite Egress each, without a picture. Egress's own list is the memory. */
export function createEgressVoices(
  options: Omit<EgressRecorderOptions, 'encoding'>,
): VoiceRecorder {
  const { segmentsPath, bucket, log, pollMs = 2000 } = options;
  const askNewest = createAskNewest(options);
  const at = { segmentsPath, bucket };
  const { url, apiKey, apiSecret } = options.livekit;
  const client = (requestTimeout: number) =>
    new EgressClient(url, apiKey, apiSecret, { requestTimeout, failover: false });
  const starter = client(START_TIMEOUT_S);
  const egress = client(TIMEOUT_S);
  const listeners = new Set<(roomName: string) => void>();
  /** When each was asked to end, ms: whatever LiveKit says of a dead worker, it is over. */
  const stopped = new RecentMap<number>(REMEMBERED_MS, Date.now);
  const watch = watchRunning(
    async () => (await known({ active: true })).filter((one) => !hasEnded(one)),
    (roomName) => {
      for (const listener of listeners) listener(roomName);
    },
    { everyMs: pollMs, log },
  );

  function read(info: EgressInfo): VoiceRecording | null {
    const place = voiceFolderOf(info, at);
    if (!place || info.request.case !== 'trackComposite') return null;
    const { egressId, roomName } = info;
    const { state, error } = outcomeOf(info);
    return {
      ...{ ...place, egressId, roomName, trackId: info.request.value.audioTrackId },
      state: stopped.get(egressId) && state !== 'failed' ? 'complete' : state,
      newestSegmentAtMs: null,
      ...(error !== undefined && { error }),
    };
  }

  async function known(filter: { roomName?: string; active?: boolean }) {
    return (await egress.listEgress(filter)).flatMap((info) => read(info) ?? []);
  }

  return {
    async start({ roomName, folder, trackId }) {
      if (!bucket) await makeFolder(folder);
      const info = await starter
        .startTrackCompositeEgress(
          roomName,
          { segments: segmentsInto(folder, at) },
          { audioTrackId: trackId },
        )
        .catch(async (error) => {
          if (!bucket) await rmdir(folder).catch(() => {});
          throw startFault(error);
        });
      watch.wake();
      log.info({ egressId: info.egressId, roomName, folder }, 'egress of a microphone started');
      const begun = read(info);
      if (!begun) throw new Error(`${folder} is not a microphone's folder in ${segmentsPath}`);
      return begun;
    },

    async stop(egressId) {
      await egress.stopEgress(egressId).catch((error) => {
        if (!hasCode(error, 'not_found', 'failed_precondition', 'deadline_exceeded')) throw error;
      });
      stopped.set(egressId, Date.now());
    },

    async list(roomName) {
      const recordings = await known({ roomName });
      return Promise.all(
        recordings.map(async (one) => {
          const stoppedAtMs = stopped.get(one.egressId);
          if (hasEnded(one) && stoppedAtMs === undefined) return one;
          const newest = await askNewest(one.folder);
          if (newest === 'unknown') return { ...one, newestSegmentAtMs: Date.now() };
          const newestSegmentAtMs = newest.endMs;
          if (stoppedAtMs === undefined) return { ...one, newestSegmentAtMs };
          // It did not hear: nobody is recorded who wants it no more, so it is asked again.
          const goesOn =
            newestSegmentAtMs !== null && newestSegmentAtMs > stoppedAtMs + END_TIMEOUT_MS;
          if (goesOn) stopped.delete(one.egressId);
          return { ...one, newestSegmentAtMs, ...(goesOn && { state: 'active' as const }) };
        }),
      );
    },

    onChange(listener) {
      listeners.add(listener);
      watch.wake();
    },

    /** They go on, to be found again. */
    async close() {
      watch.close();
    },
  };
}
