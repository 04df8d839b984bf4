import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { createLog } from '../log.ts';
import type { Recorder, Recording } from '../recorder/recorder.ts';
import type { VoiceRecorder, VoiceRecording } from '../recorder/voices.ts';
import { openStore } from '../store/open.ts';
import { createReconciler } from './reconcile.ts';
import { createShares } from './shares.ts';
import { createVoices } from './voices.ts';

export const ROOM = roomName('10', '20');

export function screen(videoTrackId: string, userId = '1'): PublishedShare {
  return {
    ...{ userId, videoTrackId, audioTrackId: null, mimeType: 'video/H264' },
    ...{ width: 1280, height: 720, fps: 30, bitsPerS: null, encrypted: false, muted: false },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/**
 * The reconcile loop over a real store; LiveKit and the recorder are played here: their faults come at moments that
 * real ones can't be held to.
 */
export async function openStage() {
  const log = createLog('silent');
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  const store = await openStore({ dataDir: folder }, log);
  let count = 0;
  const played = {
    nowMs: 1_000_000,
    /** What LiveKit says, and in which room; or that it does not answer. */
    published: [] as PublishedShare[],
    roomSid: 'RM_1' as string | null,
    away: false,
    running: [] as Recording[],
    startFails: null as (() => Error) | null,
    voices: [] as VoiceRecording[],
    voiceFails: null as (() => Error) | null,
    lastPictureMs: null as number | null,
    /** What its owners were told, and what was done to sessions. */
    told: [] as string[],
  };
  const recorder: Recorder = {
    async start({ roomName, userId, videoTrackId, folder }) {
      if (played.startFails) throw played.startFails();
      const recording: Recording = {
        ...{ roomName, userId, videoTrackId, folder, state: 'active', startedAtMs: played.nowMs },
        egressId: `EG_${++count}`,
        newestSegmentAtMs: played.nowMs,
      };
      played.running.push(recording);
      return recording;
    },
    async stop(egressId) {
      const recording = played.running.find((r) => r.egressId === egressId);
      if (recording && recording.state !== 'failed') recording.state = 'complete';
    },
    list: async () => played.running,
    onChange: () => {},
    close: async () => {},
  };
  const voiceRecorder: VoiceRecorder = {
    async start(request) {
      if (played.voiceFails) throw played.voiceFails();
      const recording: VoiceRecording = {
        ...{ ...request, egressId: `EV_${++count}`, state: 'active' },
        newestSegmentAtMs: played.nowMs,
      };
      played.voices.push(recording);
      return recording;
    },
    async stop(egressId) {
      const recording = played.voices.find((r) => r.egressId === egressId);
      if (recording && recording.state !== 'failed') recording.state = 'complete';
    },
    list: async () => played.voices,
    onChange: () => {},
    close: async () => {},
  };
  const stage = Object.assign(played, {
    recorder,
    shares: createShares(store, () => played.nowMs),
    voiceRecords: createVoices(store),
    startVoice: voiceRecorder.start,
    reconciler: null as unknown as ReturnType<typeof createReconciler>,
    alive: () =>
      played.running.filter(({ state }) => state === 'active').map((r) => r.videoTrackId),
    /** The app was restarted: records and recordings stay, what it had in memory is gone. */
    async restart(): Promise<void> {
      await stage.reconciler?.close();
      stage.reconciler = createReconciler(parts);
    },
    async close(): Promise<void> {
      await stage.reconciler.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  });
  const answer = <T>(value: T) => {
    if (stage.away) throw new Error('connect ECONNREFUSED');
    return value;
  };
  const { told } = stage;
  const parts: Parameters<typeof createReconciler>[0] = {
    ...{ voiceRecorder, voices: stage.voiceRecords },
    ...{ recorder, shares: stage.shares, log, segmentsPath: folder, now: () => stage.nowMs },
    sessions: {
      newestMs: async () => stage.lastPictureMs,
      doubt: (_folder, sinceMs) => void told.push(`doubt since ${sinceMs}`),
      trust: async () => void told.push('trust'),
    },
    rooms: {
      list: async () => [ROOM],
      shares: async () => answer(stage.published),
      sid: async () => answer(stage.roomSid),
    },
    notices: {
      started: ({ videoTrackId }) => told.push(`started ${videoTrackId}`),
      stopped: ({ videoTrackId }) => told.push(`stopped ${videoTrackId}`),
      failed: ({ videoTrackId, error }, { isTold }) => {
        if (!isTold) told.push(`failed ${videoTrackId}: ${error}`);
      },
      unstored: ({ videoTrackId }, sinceMs) =>
        told.push(`unstored ${videoTrackId} since ${sinceMs}`),
      storedAgain: ({ videoTrackId }) => told.push(`stored again ${videoTrackId}`),
      interrupted: ({ videoTrackId }, sinceMs) =>
        told.push(`interrupted ${videoTrackId} since ${sinceMs}`),
      resumed: (_, { fromMs, toMs, words }) => told.push(`hole ${fromMs}-${toMs}: ${words}`),
      waiting: ({ userId }, place, _why, isNew) =>
        told.push(`${userId} waits at ${place}${isNew ? ', new' : ''}`),
      voiceFailed: ({ userId }, why) => told.push(`no voice of ${userId}: ${why}`),
    },
  };
  await stage.restart();
  return stage;
}
