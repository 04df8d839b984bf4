import type { Log } from '../log.ts';
import { cutOffBlackSince, liftCutOff } from '../segments/cut-off.ts';
import type { SegmentFiles } from '../segments/files.ts';
import { newestEndMs } from '../segments/playlist.ts';
import type { ReadSession } from '../segments/read-session.ts';

/** How long segments that were under way when LiveKit died still come, ms. */
const STILL_COMING_MS = 20_000;

/** What the reconcile loop has to know of the segments that there are. */
export function watchSessions(parts: {
  readSession: ReadSession;
  files: SegmentFiles;
  ffmpegPath: string;
  log: Log;
}) {
  const { readSession, files, ffmpegPath, log } = parts;
  const source = { readSession, files, ffmpegPath };
  /** Looked through for black, by folder. */
  const doubted = new Map<string, { untilMs: number; done: Promise<void> }>();

  async function lookForBlack(folder: string, sinceMs: number): Promise<void> {
    const goesOn = () => performance.now() < (doubted.get(folder)?.untilMs ?? 0);
    try {
      const cutMs = await cutOffBlackSince(folder, sinceMs, source, goesOn);
      if (cutMs !== null) log.info({ folder, cutMs }, 'black pictures are taken out');
    } catch (err) {
      log.error({ err, folder }, 'could not look for black pictures');
    } finally {
      doubted.delete(folder);
    }
  }

  return {
    /** When the newest segment in a session's folder ends, ms since the epoch; null where there is none. */
    newestMs: async (folder: string) => newestEndMs(await readSession(folder)),

    /** LiveKit is, or was, away since then: what a recording in `folder` shows from there on may be nothing. */
    doubt(folder: string, sinceMs: number): void {
      const untilMs = performance.now() + STILL_COMING_MS;
      const current = doubted.get(folder);
      if (current) {
        current.untilMs = untilMs;
        return;
      }
      const begun = { untilMs, done: Promise.resolve() };
      doubted.set(folder, begun);
      begun.done = lookForBlack(folder, sinceMs);
    },

    /** The recording has outlived what was in doubt: what it shows, the screen showed. */
    async trust(folder: string): Promise<void> {
      const current = doubted.get(folder);
      if (current) {
        current.untilMs = 0;
        await current.done;
      }
      await liftCutOff(folder, files);
    },
  };
}

export type Sessions = ReturnType<typeof watchSessions>;
