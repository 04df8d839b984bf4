import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE, type Playlist, parsePlaylist } from './playlist.ts';

/** A session's playlist; null as long as there has been no readable one. */
export type ReadSession = (folder: string) => Promise<Playlist | null>;

interface Remembered {
  /** What the file looked like when it was read whole. */
  stamp: string;
  playlist: Playlist;
}

/** Playlists remembered; more than that are open only where very many people share. */
const MEMORY = 200;

/**
 * A reader that survives what it may find halfway written: it keeps the last good parse of each file,
 * and doesn't parse again what hasn't changed.
 */
export function createSessionReader(): ReadSession {
  const memory = new Map<string, Remembered>();

  async function read(file: string): Promise<Playlist | null> {
    const found = await readChanged(file, memory.get(file)?.stamp);
    // Asked only now: somebody else may have read it meanwhile.
    const before = memory.get(file);
    memory.delete(file);
    if (found === 'gone') return null;
    const now = found && isNewer(found.playlist, before?.playlist) ? found : before;
    if (!now) return null;
    // Set anew, it is the last that will be forgotten.
    memory.set(file, now);
    for (const oldest of memory.keys()) {
      if (memory.size <= MEMORY) break;
      memory.delete(oldest);
    }
    return now.playlist;
  }

  return async (folder) => {
    const [whole, live] = await Promise.all([
      read(join(folder, PLAYLIST_FILE)),
      read(join(folder, LIVE_PLAYLIST_FILE)),
    ]);
    return whole && live ? merge(whole, live) : (whole ?? live);
  };
}

/** @returns null when nothing changed or what is there can't be read yet */
async function readChanged(
  file: string,
  stamp: string | undefined,
): Promise<Remembered | 'gone' | null> {
  try {
    const { ino, mtimeMs, size } = await stat(file);
    const seen = `${ino} ${mtimeMs} ${size}`;
    if (seen === stamp) return null;
    const bytes = await readFile(file);
    const playlist = parsePlaylist(bytes.toString());
    // Another size than a moment ago: it is being written, so it has to be read once more.
    return playlist && { stamp: bytes.length === size ? seen : '', playlist };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

/** A playlist's end never moves back: one that ends earlier was read while it was being written. */
function isNewer(playlist: Playlist, before: Playlist | undefined): boolean {
  return !before || playlist.ended || endMs(playlist) >= endMs(before);
}

function endMs({ segments }: Playlist): number {
  const last = segments.at(-1);
  return last ? last.startMs + last.durationMs : Number.NEGATIVE_INFINITY;
}

/** The live playlist runs ahead of the whole one, and may leave some out between them. */
function merge(whole: Playlist, live: Playlist): Playlist {
  const known = new Set(whole.segments.map(({ uri }) => uri));
  const newer = live.segments.filter(({ uri }) => !known.has(uri));
  const leftOut = live.mediaSequence > whole.mediaSequence + whole.segments.length;
  return {
    ...whole,
    segments: [
      ...whole.segments,
      ...newer.map((segment, i) =>
        leftOut && i === 0 ? { ...segment, discontinuity: true } : segment,
      ),
    ],
    ended: whole.ended || live.ended,
  };
}
