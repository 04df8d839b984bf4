import { join, relative } from 'node:path';
import { most } from '../extremes.ts';
import type { SegmentFiles } from '../segments/files.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Shares } from '../shares/shares.ts';
import type { Voices } from '../shares/voices.ts';
import type { Place } from './place.ts';
import type { OwnedThings } from './sweep.ts';

/** Sessions are cleaned by their playlists in so many rounds; what is left then, the cleaner can't clean. */
const CLEANER_MS = 10 * 60_000;

/** The folders of sessions, of screens and of microphones: `{userId}/{startedAtMs}`, `{userId}/voice/{startedAtMs}`. */
function sessionFolders(files: SegmentFiles, segmentsPath: string): Place {
  const where = (name: string) => join(segmentsPath, name);
  return {
    where,
    async names() {
      const now = await files.atOnce();
      const names: string[] = [];
      for (const userId of await now.numbered(segmentsPath)) {
        for (const parent of [userId, join(userId, VOICE)]) {
          const sessions = await now.numbered(where(parent));
          names.push(...sessions.map((name) => join(parent, name)));
        }
      }
      return names;
    },
    async look(name) {
      const inside = await files.details(where(name));
      const changes = [await files.changedAtMs(where(name)), ...inside.map((f) => f.changedAtMs)];
      const changedAtMs = most(changes);
      if (changedAtMs === Number.NEGATIVE_INFINITY) return null;
      return { bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0), changedAtMs };
    },
    remove: (name) => files.removeAll(where(name)),
  };
}

/**
 * A session is owned by the share or microphone that is recorded into it, by its record or by what the recorder says;
 * once that is over, by the cleaner, for as long as it may find something in it to clean.
 */
export function ownedSessions(parts: {
  segmentsPath: string;
  files: SegmentFiles;
  /** How long the cleaner keeps what it finds, ms. */
  keptMs: number;
  shares: Pick<Shares, 'rooms' | 'activeIn'>;
  voices: Pick<Voices, 'activeIn'>;
  /** Folders that are being recorded into, paths from `segmentsPath` on. */
  recorded(): Promise<string[]>;
  now?: () => number;
}): OwnedThings {
  const { segmentsPath, files, keptMs, shares, voices, recorded, now = Date.now } = parts;
  return {
    what: 'session',
    place: sessionFolders(files, segmentsPath),
    async owned() {
      const recording = await recorded();
      const folders: string[] = [];
      for (const room of await shares.rooms()) {
        folders.push(...(await shares.activeIn(room)).map(({ segmentPath }) => segmentPath));
        folders.push(...(await voices.activeIn(room)).map(({ folder }) => folder));
      }
      return new Set([...recording, ...folders.map((folder) => relative(segmentsPath, folder))]);
    },
    isAtRest: ({ changedAtMs }) => changedAtMs < now() - keptMs - CLEANER_MS,
  };
}
