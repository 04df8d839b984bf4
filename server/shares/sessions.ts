import type { Log } from '../log.ts';
import { cutOffBlackSince } from '../segments/cut-off.ts';
import { newestEndMs } from '../segments/playlist.ts';
import type { ReadSession } from '../segments/read-session.ts';

/** What the reconcile loop has to know of the segments on disk. */
export function watchSessions(parts: { readSession: ReadSession; ffmpegPath: string; log: Log }) {
  const { readSession, ffmpegPath, log } = parts;
  return {
    /** When the newest segment in a session's folder ends, ms since the epoch; null where there is none. */
    newestMs: async (folder: string) => newestEndMs(await readSession(folder)),
    /** LiveKit was away since then: what a recording in `folder` shows from there on may be nothing. */
    doubt(folder: string, sinceMs: number): void {
      void cutOffBlackSince(folder, sinceMs, { readSession, ffmpegPath }).then(
        (cutMs) => cutMs && log.info({ folder, cutMs }, 'black pictures are taken out'),
        (err) => log.error({ err, folder }, 'could not look for black pictures'),
      );
    },
  };
}

export type Sessions = ReturnType<typeof watchSessions>;
