import type { Log } from '../../log.ts';
import type { Recorder } from '../recorder.ts';
import { ShareRecording } from './recording.ts';
import { ownFolders, type SessionFolders } from './segments/session-folder.ts';
import { createClock } from './time/clock.ts';

export interface EmbeddedRecorderOptions {
  /** `url` is ws, wss, http or https. */
  livekit: { url: string; apiKey: string; apiSecret: string };
  ffmpegPath: string;
  /** What a playlist has to reach back, ms. */
  windowMs: number;
  /** Where sessions are written; into their own folders when left out. */
  folders?: SessionFolders;
  log: Log;
}

/** What has ended stays listed for this long. */
const REMEMBERED_MS = 600_000;

/** Records inside this process: subscribes to each share and copies its H.264 into segments. */
export function createEmbeddedRecorder(options: EmbeddedRecorderOptions): Recorder {
  const clock = createClock();
  const recordings = new Map<string, ShareRecording>();
  const listeners = new Set<(roomName: string) => void>();

  const forgetOld = () => {
    for (const [egressId, { endedAtMs }] of recordings) {
      if (endedAtMs !== null && clock.now() - endedAtMs > REMEMBERED_MS)
        recordings.delete(egressId);
    }
  };

  return {
    async start(request) {
      forgetOld();
      const { roomName } = request;
      const changed = () => {
        for (const listener of listeners) listener(roomName);
      };
      const recording = new ShareRecording(
        { folders: ownFolders, ...options, clock },
        request,
        changed,
      );
      recordings.set(recording.egressId, recording);
      try {
        await recording.start();
      } catch (error) {
        // Nothing was recorded: its caller knows, and nobody else has to.
        recordings.delete(recording.egressId);
        throw error;
      }
      return recording.describe();
    },
    async stop(egressId) {
      await recordings.get(egressId)?.stop();
    },
    async list(roomName) {
      forgetOld();
      const all = [...recordings.values()].map((recording) => recording.describe());
      return roomName === undefined ? all : all.filter((one) => one.roomName === roomName);
    },
    onChange(listener) {
      listeners.add(listener);
    },
    async close() {
      await Promise.all([...recordings.values()].map((recording) => recording.stop()));
    },
  };
}
