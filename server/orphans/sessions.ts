import { join, relative } from 'node:path';
import { numberedFolders } from '../segments/folders.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Shares } from '../shares/shares.ts';
import type { Voices } from '../shares/voices.ts';
import { entriesBelow } from './folder-place.ts';
import type { Place } from './place.ts';
import type { OwnedThings } from './sweep.ts';

/** Sessions are cleaned by their playlists in so many rounds; what is left then, the cleaner can't clean. */
const CLEANER_MS = 10 * 60_000;

/** The folders of sessions, of screens and of microphones: `{userId}/{startedAtMs}`, `{userId}/voice/{startedAtMs}`. */
export function sessionFolders(segmentsPath: string): Place {
  return {
    ...entriesBelow(segmentsPath),
    async names() {
      const names: string[] = [];
      for (const userId of await numberedFolders(segmentsPath)) {
        for (const parent of [userId, join(userId, VOICE)]) {
          const sessions = await numberedFolders(join(segmentsPath, parent));
          names.push(...sessions.map((name) => join(parent, name)));
        }
      }
      return names;
    },
  };
}

/**
 * A session is owned by the share or microphone that is recorded into it, by its record or by what the recorder says;
 * once that is over, by the cleaner, for as long as it may find something in it to clean.
 */
export function ownedSessions(parts: {
  segmentsPath: string;
  place?: Place;
  /** How long the cleaner keeps what it finds, ms. */
  keptMs: number;
  shares: Pick<Shares, 'rooms' | 'activeIn'>;
  voices: Pick<Voices, 'activeIn'>;
  /** Folders that are being recorded into. */
  recorded(): Promise<string[]>;
  now?: () => number;
}): OwnedThings {
  const { segmentsPath, keptMs, shares, voices, recorded, now = Date.now } = parts;
  return {
    what: 'session',
    place: parts.place ?? sessionFolders(segmentsPath),
    async owned() {
      const folders = await recorded();
      for (const room of await shares.rooms()) {
        folders.push(...(await shares.activeIn(room)).map(({ segmentPath }) => segmentPath));
        folders.push(...(await voices.activeIn(room)).map(({ folder }) => folder));
      }
      return new Set(folders.map((folder) => relative(segmentsPath, folder)));
    },
    isAtRest: ({ changedAtMs }) => changedAtMs < now() - keptMs - CLEANER_MS,
  };
}
