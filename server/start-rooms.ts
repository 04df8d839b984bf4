import type { Calls } from './calls/calls.ts';
import type { ServerAnswers } from './calls/methods.ts';
import type { Config } from './config.ts';
import { guardedRecorder } from './disk/guarded-recorder.ts';
import type { Events } from './events.ts';
import type { Rooms } from './livekit/rooms.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Notify } from './notify.ts';
import type { Processes } from './processes.ts';
import { boundedRecorder } from './recorder/bounded-recorder.ts';
import { createCapacity } from './recorder/capacity.ts';
import { openRecorder } from './recorder/open.ts';
import { createFindRoomyServer } from './shares/hand-over.ts';
import { createNotices } from './shares/notices.ts';
import { openOwnRooms } from './shares/own-rooms.ts';
import { createReconciler } from './shares/reconcile.ts';
import { watchSessions } from './shares/sessions.ts';
import type { OnClose, OwnProcess } from './start-process.ts';
import type { Recorded } from './start-segments.ts';

/** The recorder and the loop that looks after rooms; not yet looking. */
export async function startRooms(
  config: Config,
  parts: {
    own: OwnProcess;
    livekit: { url: string; apiKey: string; apiSecret: string };
    ffmpegPath: string;
    recorded: Recorded;
    rooms: Rooms;
    events: Events;
    notify: Notify;
    /** Absent where there is no other process. */
    others: { processes: Processes; calls: Calls } | undefined;
    metrics: Metrics;
    log: Log;
  },
  onClose: OnClose,
) {
  const { own, livekit, ffmpegPath, rooms, others, metrics, log } = parts;
  const { readSession, shares, voices, spool, files, disk } = parts.recorded;
  const { recorder: recorders, voiceRecorder } = openRecorder(config, livekit, {
    ...{ ffmpegPath, readSession, spool, makeRoom: disk.makeRoom, log },
  });
  // Egress's workers say themselves when they are full, to all servers alike.
  const bounded =
    config.recorder === 'embedded'
      ? boundedRecorder(recorders, createCapacity({ most: config.maxShares }))
      : null;
  const recorder = guardedRecorder(bounded ?? recorders, disk);
  if (bounded) metrics.watchCapacity(bounded);
  const notices = metrics.counting(createNotices(parts.events, parts.notify));
  const ownRooms = await openOwnRooms({ store: own.store, owner: own.processes.id, log });
  const { segmentsPath } = config;
  const reconciler = createReconciler({
    ...ownRooms,
    ...{ rooms, recorder, voiceRecorder, shares, voices, segmentsPath, notices, log },
    findRoomy: bounded && others ? createFindRoomyServer({ ...others, log }) : undefined,
    sessions: watchSessions({ readSession, files, ffmpegPath, log }),
  });
  // After its recordings have ended: who takes a room over goes on from there.
  onClose(ownRooms.close);
  onClose(voiceRecorder.close);
  onClose(recorder.close);
  onClose(reconciler.close);
  return { recorder, voiceRecorder, reconciler, fullness: bounded?.fullness ?? (async () => 1) };
}

/** What this process answers the others, as far as rooms go. */
export function roomAnswers({
  reconciler,
  fullness,
}: Pick<Awaited<ReturnType<typeof startRooms>>, 'reconciler' | 'fullness'>): Omit<
  ServerAnswers,
  'forgetPreviews'
> {
  return {
    look: reconciler.look,
    lookAll: reconciler.lookAll,
    placeOf: async (userId, roomName) => reconciler.placeOf(userId, roomName),
    waitingOf: async (userId) => reconciler.waitingOf(userId),
    startingOf: async (userId) => reconciler.startingOf(userId),
    comingOf: async (userId) => reconciler.comingOf(userId),
    voiceOf: async (userId) => reconciler.voiceOf(userId),
    fullness,
  };
}
