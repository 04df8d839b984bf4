import type { PublishedShare } from '../livekit/rooms.ts';
import { createLog } from '../log.ts';
import { hasEnded, type Recorder, RecorderBusy, type Recording } from '../recorder/recorder.ts';
import type { VoiceRecorder } from '../recorder/voices.ts';
import type { Store } from '../store/store.ts';
import { openOwnRooms } from './own-rooms.ts';
import { createReconciler } from './reconcile.ts';
import { createShares } from './shares.ts';
import { createVoices } from './voices.ts';

export type TestRooms = Awaited<ReturnType<typeof openTestRooms>>;

/**
 * One of several servers in one process: the loop over a real store, which LiveKit's part stands in, too. Its recorder
 * is played and has places for `most`.
 */
export async function openTestRooms(parts: { store: Store; owner: string; most: number }) {
  const { store, owner, most } = parts;
  const log = createLog('silent');
  const played = store.records<PublishedShare[]>('played');
  const running: Recording[] = [];
  const told: string[] = [];
  const count = () => running.filter((one) => !hasEnded(one)).length;
  const others: { reconciler: { look(roomName: string): Promise<void> }; hasRoom(): boolean }[] =
    [];
  const recorder: Recorder = {
    async start({ roomName, userId, videoTrackId, folder }) {
      if (count() >= most) throw new RecorderBusy((words) => words.faults.recorderFull);
      const times = { startedAtMs: Date.now(), newestSegmentAtMs: Date.now() };
      const what = { roomName, userId, videoTrackId, folder, state: 'active' as const };
      const recording: Recording = { ...what, ...times, egressId: `${owner}_${running.length}` };
      running.push(recording);
      return recording;
    },
    async stop(egressId) {
      const recording = running.find((one) => one.egressId === egressId);
      if (recording) recording.state = 'complete';
    },
    async list(roomName) {
      for (const one of running) if (!hasEnded(one)) one.newestSegmentAtMs = Date.now();
      return running.filter((one) => one.roomName === (roomName ?? one.roomName));
    },
    onChange: () => {},
    close: async () => {},
  };
  const voiceRecorder: VoiceRecorder = {
    start: async () => Promise.reject(new Error('nobody speaks here')),
    ...{ stop: async () => {}, list: async () => [], onChange: () => {}, close: async () => {} },
  };
  const ownRooms = await openOwnRooms({ store, owner, log });
  const shares = createShares(store);
  const reconciler = createReconciler({
    ...{ ...ownRooms, recorder, voiceRecorder, shares, log, segmentsPath: '/nowhere' },
    voices: createVoices(store),
    findRoomy: async () => others.find((one) => one.hasRoom())?.reconciler ?? null,
    rooms: {
      list: async () => [],
      shares: async (roomName) => (await played.get(roomName)) ?? [],
      sid: async () => 'RM_1',
    },
    sessions: { newestMs: async () => Date.now(), doubt: () => {}, trust: async () => {} },
    notices: {
      started: ({ egressId }) => told.push(`started ${egressId}`),
      waiting: ({ userId }, place) => told.push(`${userId} waits at ${place}`),
      ...{ stopped: () => {}, failed: () => {}, resumed: () => {}, interrupted: () => {} },
      ...{ voiceFailed: () => {}, unstored: () => {}, storedAgain: () => {} },
    },
  });
  return {
    ...{ reconciler, shares, told, others },
    hasRoom: () => count() < most,
    publish: (roomName: string, ...tracks: PublishedShare[]) => played.set(roomName, tracks),
    async close(): Promise<void> {
      await reconciler.close();
      await ownRooms.close();
      await store.close();
    },
  };
}
