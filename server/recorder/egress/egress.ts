import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EgressClient, RoomServiceClient } from 'livekit-server-sdk';
import type { Log } from '../../log.ts';
import { makeSharedFolder } from '../../private-files.ts';
import { RecentMap } from '../../recent-map.ts';
import type { ReadSession } from '../../segments/read-session.ts';
import { hasEnded, type Recorder, type Recording } from '../recorder.ts';
import { type EncodingBounds, encodingFor } from './encoding.ts';
import { folderFault, hasCode, startFault } from './faults.ts';
import { type Place, segmentsInto } from './layout.ts';
import { createAskNewest } from './newest.ts';
import { END_TIMEOUT_MS, readEgress } from './recording.ts';
import { watchRunning } from './watch.ts';

/** LiveKit waits 23 s for a free worker before it says that there is none. */
export const START_TIMEOUT_S = 30;
export const TIMEOUT_S = 10;
const REMEMBERED_MS = 10 * 60_000;
/** Whoever writes segments this young is at work, ms. */
const FRESH_MS = 15_000;

/** Without a bucket, `segmentsPath` has to be the same absolute path for Egress and for us: a shared volume. */
export interface EgressRecorderOptions extends Place {
  livekit: { url: string; apiKey: string; apiSecret: string };
  encoding: EncodingBounds;
  /** The same that clips are found with: it remembers what only the short live playlist has told. */
  readSession: ReadSession;
  log: Log;
  /** How often running recordings are asked for, ms. */
  pollMs?: number;
}

/**
 * Recorder by LiveKit's Track Composite Egress. Egress's own list is the memory: recordings are found again
 * after a restart. Segments are placed in time by the clock of Egress's machine.
 */
export function createEgressRecorder(options: EgressRecorderOptions): Recorder {
  const { segmentsPath, bucket, encoding, log, pollMs = 2000 } = options;
  const askNewest = createAskNewest(options);
  const place = { segmentsPath, bucket };
  const { url, apiKey, apiSecret } = options.livekit;
  // A start is never repeated in another region: it could then run twice.
  const client = (requestTimeout: number) =>
    new EgressClient(url, apiKey, apiSecret, { requestTimeout, failover: false });
  const starter = client(START_TIMEOUT_S);
  const egress = client(TIMEOUT_S);
  const rooms = new RoomServiceClient(url, apiKey, apiSecret, { requestTimeout: TIMEOUT_S });
  const listeners = new Set<(roomName: string) => void>();
  /** When each was asked to end, ms. */
  const stopped = new RecentMap<number>(REMEMBERED_MS, Date.now);
  /** The rooms of those that were asked and went on, by egress. */
  const deaf = new RecentMap<string>(REMEMBERED_MS, Date.now);
  const watch = watchRunning(
    running,
    (roomName) => {
      for (const listener of listeners) listener(roomName);
    },
    { everyMs: pollMs, log },
  );

  async function known(filter: { roomName?: string; active?: boolean }) {
    const nowMs = Date.now();
    const infos = await egress.listEgress(filter);
    return infos.flatMap(
      (info) => readEgress(info, place, { stoppedAtMs: stopped.get(info.egressId), nowMs }) ?? [],
    );
  }

  async function running() {
    const listed = await known({ active: true });
    return listed.map(({ recording }) => recording).filter((one) => !hasEnded(one));
  }

  async function stop(egressId: string): Promise<void> {
    try {
      await egress.stopEgress(egressId);
    } catch (error) {
      if (hasCode(error, 'not_found', 'failed_precondition')) return;
      if (!hasCode(error, 'deadline_exceeded')) throw error;
      // Dead, or only too busy to answer: whether segments still come will show.
      log.warn({ egressId, err: error }, 'the worker of this egress does not answer');
    }
    stopped.set(egressId, stopped.get(egressId) ?? Date.now());
    await putOut(egressId);
  }

  /** One that goes on although it was asked to end has nothing to record once it is out of its room. */
  async function putOut(egressId: string): Promise<void> {
    const roomName = deaf.get(egressId);
    if (!roomName) return;
    deaf.delete(egressId);
    log.warn({ egressId, roomName }, 'this egress does not end; it is put out of its room');
    await rooms.removeParticipant(roomName, egressId).catch((error) => {
      if (!hasCode(error, 'not_found')) throw error;
    });
  }

  /** Asked to end and still at it: it did not hear, so it counts as running, and is asked again. */
  function goesOn({ egressId, roomName }: Recording, newestMs: number | null): Partial<Recording> {
    const stoppedAtMs = stopped.get(egressId);
    if (stoppedAtMs === undefined || newestMs === null) return {};
    if (newestMs < stoppedAtMs + END_TIMEOUT_MS || Date.now() - newestMs > FRESH_MS) return {};
    stopped.delete(egressId);
    deaf.set(egressId, roomName);
    return { state: 'active' };
  }

  return {
    async start({ roomName, userId, videoTrackId, audioTrackId, picture, folder }) {
      if (!bucket) await makeFolder(folder);
      const info = await starter
        .startTrackCompositeEgress(
          roomName,
          { segments: segmentsInto(folder, place) },
          {
            videoTrackId,
            ...(audioTrackId && { audioTrackId }),
            encodingOptions: encodingFor(picture, encoding),
          },
        )
        .catch(async (error) => {
          if (!bucket) await rmdir(folder).catch(() => {});
          throw startFault(error);
        });
      watch.wake();
      log.info({ egressId: info.egressId, roomName, userId, folder }, 'egress started');
      const begun = readEgress(info, place, { stoppedAtMs: undefined, nowMs: Date.now() });
      if (!begun) throw new Error(`${folder} is not a recording's folder in ${segmentsPath}`);
      return begun.recording;
    },

    stop,

    async list(roomName) {
      const oldest = Date.now() - REMEMBERED_MS;
      const listed = await known(roomName ? { roomName } : {});
      const recent = listed.filter(({ endedAtMs }) => endedAtMs === null || endedAtMs > oldest);
      // Also those that an earlier process has started are watched from now on.
      if (recent.some(({ endedAtMs }) => endedAtMs === null)) watch.wake();
      return Promise.all(
        recent.map(async ({ recording }) => {
          const newest = await askNewest(recording.folder);
          // What it can't upload Egress ends by itself; until then it is taken for alive.
          if (newest === 'unknown') return { ...recording, newestSegmentAtMs: Date.now() };
          const { endMs, segments } = newest;
          return { ...recording, ...goesOn(recording, endMs), newestSegmentAtMs: endMs, segments };
        }),
      );
    },

    onChange(listener) {
      listeners.add(listener);
    },

    /** An update of ours ends nobody's recording: the next process finds it in the list. */
    async close() {
      watch.close();
    },
  };
}

/**
 * Made by us, not by Egress, so that we may delete what Egress, perhaps under another uid, writes into it:
 * whoever shares our group may write too.
 * @throws Error when it exists: a second egress into the same folder would overwrite the first one's segments
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeSharedFolder(dirname(folder), folder);
  } catch (error) {
    throw folderFault(error);
  }
}
