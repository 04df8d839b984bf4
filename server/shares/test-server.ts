import type { PublishedShare } from '../livekit/rooms.ts';
import { createLog } from '../log.ts';
import type { Recorder, Recording } from '../recorder/recorder.ts';
import { openRedisStore } from '../store/redis.ts';
import { openOwnRooms } from './own-rooms.ts';
import { createReconciler } from './reconcile.ts';
import { createShares } from './shares.ts';
import { createVoices } from './voices.ts';

/**
 * One of several servers, as a process of its own that a test can kill or stop: the reconcile loop over a real Redis.
 * What LiveKit says stands in the store; the recorder is played, and dies with the process as the embedded one does.
 * Each line that it writes is something that happened.
 */
const [url = '', owner = ''] = process.argv.slice(2);
const log = createLog('silent');
const store = await openRedisStore(url, log);
const played = store.records<PublishedShare[]>('played');
const running = new Map<string, Recording>();
const say = (what: string) => process.stdout.write(`${what}\n`);

const recorder: Recorder = {
  async start({ roomName, userId, videoTrackId, folder }) {
    const egressId = `${owner}_${running.size}`;
    const recording: Recording = {
      ...{ egressId, roomName, userId, videoTrackId, folder, state: 'active' },
      ...{ startedAtMs: Date.now(), newestSegmentAtMs: Date.now() },
    };
    running.set(egressId, recording);
    return recording;
  },
  async stop(egressId) {
    const recording = running.get(egressId);
    if (recording) recording.state = 'complete';
  },
  async list() {
    for (const one of running.values())
      if (one.state === 'active') one.newestSegmentAtMs = Date.now();
    return [...running.values()];
  },
  onChange: () => {},
  async leave(roomName) {
    for (const one of running.values()) if (one.roomName === roomName) one.state = 'complete';
    say(`left ${roomName}`);
  },
  close: async () => {},
};
const ownRooms = await openOwnRooms({ store, owner, log });
const reconciler = createReconciler({
  ...{ ...ownRooms, recorder, log, segmentsPath: '/nowhere' },
  voiceRecorder: {
    start: async () => Promise.reject(new Error('nobody speaks here')),
    ...{ stop: async () => {}, list: async () => [], onChange: () => {}, close: async () => {} },
  },
  shares: createShares(store),
  voices: createVoices(store),
  rooms: {
    list: async () => [],
    shares: async (roomName) => (await played.get(roomName)) ?? [],
    sid: async () => 'RM_1',
  },
  sessions: { newestMs: async () => Date.now(), doubt: () => {}, trust: async () => {} },
  notices: {
    started: ({ egressId }) => say(`started ${egressId}`),
    stopped: ({ egressId }) => say(`stopped ${egressId}`),
    failed: ({ error }) => say(`failed ${error}`),
    resumed: (_, { words }) => say(`resumed ${words}`),
    ...{ interrupted: () => {}, waiting: () => {}, voiceFailed: () => {} },
    ...{ unstored: () => {}, storedAgain: () => {} },
  },
});
reconciler.watch();
say('up');

process.stdin.on('data', (roomName) => {
  void reconciler.look(`${roomName}`.trim()).then(() => say('looked'));
});
process.once('SIGTERM', async () => {
  await reconciler.close();
  await ownRooms.close();
  await store.close();
  process.exit();
});
