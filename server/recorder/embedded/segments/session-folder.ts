import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inWords } from './disk-error.ts';

/** Where recordings write their sessions. */
export interface SessionFolders {
  /**
   * @param folder the session's path, `{segmentsPath}/{userId}/{startedAtMs}`
   * @param onChange `awaySinceMs` came or went
   */
  session(folder: string, onChange: () => void): SessionFolder;
  /** Waits a little for what is still on its way. */
  close(): Promise<void>;
}

export interface SessionFolder {
  /** The folder to write into. */
  readonly path: string;
  /** Since when, ms since the epoch, nothing gets to where it is kept although it should; null while all is well. */
  readonly awaySinceMs: number | null;
  /** @throws UserError for a disk that is full or read-only; Error when it exists already */
  make(): Promise<void>;
  /** The playlist, and perhaps a segment that it lists, has been written. */
  written(): void;
  /** Nothing more will be written. Resolves when all is where it is kept, or it would take too long to wait for that. */
  end(): Promise<void>;
}

/** Straight into their own folders. */
export const ownFolders: SessionFolders = {
  session: (folder) => ({
    path: folder,
    awaySinceMs: null,
    make: () => makeFolder(folder),
    written: () => {},
    end: async () => {},
  }),
  close: async () => {},
};

/** @throws as SessionFolder.make */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder);
  } catch (error) {
    throw inWords(error as Error);
  }
}
