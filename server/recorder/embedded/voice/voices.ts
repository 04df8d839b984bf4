import type { VoiceRecorder } from '../../voices.ts';
import type { EmbeddedRecorderOptions } from '../recorder.ts';
import { ownFolders } from '../segments/session-folder.ts';
import { createClock } from '../time/clock.ts';
import { VoiceSession } from './voice-session.ts';

/** What has ended stays listed for this long. */
const REMEMBERED_MS = 600_000;

/** Records microphones inside this process. */
export function createEmbeddedVoices(options: EmbeddedRecorderOptions): VoiceRecorder {
  const clock = createClock();
  const sessions = new Map<string, VoiceSession>();
  const listeners = new Set<(roomName: string) => void>();

  const forgetOld = () => {
    for (const [egressId, { endedAtMs }] of sessions) {
      if (endedAtMs !== null && clock.now() - endedAtMs > REMEMBERED_MS) sessions.delete(egressId);
    }
  };

  return {
    async start(request) {
      forgetOld();
      const session = new VoiceSession({ folders: ownFolders, ...options, clock }, request, () => {
        for (const listener of listeners) listener(request.roomName);
      });
      sessions.set(session.egressId, session);
      try {
        await session.start();
      } catch (error) {
        sessions.delete(session.egressId);
        throw error;
      }
      return session.describe();
    },
    async stop(egressId) {
      await sessions.get(egressId)?.stop();
    },
    async list(roomName) {
      forgetOld();
      const all = [...sessions.values()].map((session) => session.describe());
      return all.filter((one) => one.roomName === roomName);
    },
    onChange(listener) {
      listeners.add(listener);
    },
    async close() {
      await Promise.all([...sessions.values()].map((session) => session.stop()));
    },
  };
}
