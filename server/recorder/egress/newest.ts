import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { newestEndMs } from '../../segments/playlist.ts';
import type { ReadSession } from '../../segments/read-session.ts';

/** A bucket that takes longer keeps no share from being started or stopped, ms. */
const PATIENCE_MS = 3000;

/** When a session's newest segment ends, ms; `unknown` while the bucket that keeps it does not say. */
export type AskNewest = (folder: string) => Promise<number | null | 'unknown'>;

export function createAskNewest({
  readSession,
  bucket,
  log,
}: {
  readSession: ReadSession;
  bucket?: unknown;
  log: Log;
}): AskNewest {
  const read = async (folder: string) => newestEndMs(await readSession(folder));
  // Folders are read at once, and what fails there has to be looked at.
  if (!bucket) return read;
  return async (folder) => {
    const known = read(folder).catch((err) => {
      log.warn({ err, folder }, 'the bucket does not say what has come');
      return 'unknown' as const;
    });
    return Promise.race([known, sleep(PATIENCE_MS, 'unknown' as const, { ref: false })]);
  };
}
