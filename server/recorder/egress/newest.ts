import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { newestEndMs, nextNumber } from '../../segments/playlist.ts';
import type { ReadSession } from '../../segments/read-session.ts';

/** A bucket that takes longer keeps no share from being started or stopped, ms. */
const PATIENCE_MS = 3000;

/** How far a session has come; `unknown` while the bucket that keeps it does not say. */
export type AskNewest = (folder: string) => Promise<Newest | 'unknown'>;

export interface Newest {
  /** When its newest segment ends, ms; null before the first. */
  endMs: number | null;
  /** How many it has listed. */
  segments: number;
}

export function createAskNewest({
  readSession,
  bucket,
  log,
}: {
  readSession: ReadSession;
  bucket?: unknown;
  log: Log;
}): AskNewest {
  const read = async (folder: string) => {
    const playlist = await readSession(folder);
    return { endMs: newestEndMs(playlist), segments: playlist ? nextNumber(playlist) : 0 };
  };
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
