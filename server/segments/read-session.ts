import { join } from 'node:path';
import { RecentMap } from '../recent-map.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';
import {
  LIVE_PLAYLIST_FILE,
  nextNumber,
  PLAYLIST_FILE,
  type Playlist,
  type PlaylistSegment,
  parsePlaylist,
} from './playlist.ts';

/** A session's playlist; null as long as there has been no readable one. */
export type ReadSession = (folder: string) => Promise<Playlist | null>;

interface Remembered {
  /** What the file looked like when it was read whole. */
  stamp: string;
  playlist: Playlist;
}

/** What nobody has read for so long is forgotten, ms; what is being recorded is read every few seconds. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * A reader that survives what it may find halfway written: it keeps the last good parse of each file,
 * and doesn't parse again what hasn't changed.
 */
export function createSessionReader({
  files = localFiles,
  now = Date.now,
}: {
  files?: Pick<SegmentFiles, 'readText'> | undefined;
  now?: () => number;
} = {}): ReadSession {
  const memory = new RecentMap<Remembered>(REMEMBERED_MS, now);

  async function read(file: string): Promise<Playlist | null> {
    const found = await readChanged(files, file, memory.get(file)?.stamp);
    // Asked only now: somebody else may have read it meanwhile.
    const before = memory.get(file);
    if (found === 'gone') {
      memory.delete(file);
      return null;
    }
    const newest = found && isNewer(found.playlist, before?.playlist) ? found : before;
    if (!newest) return null;
    memory.set(file, newest);
    return newest.playlist;
  }

  /** What live playlists have listed that the whole one does not list yet, by folder and sequence number. */
  const ahead = new RecentMap<Map<number, PlaylistSegment>>(REMEMBERED_MS, now);

  /** Egress may store the whole playlist once a minute only, and the live one forgets after five segments. */
  function remember(folder: string, whole: Playlist, live: Playlist): Map<number, PlaylistSegment> {
    const known = ahead.get(folder) ?? new Map<number, PlaylistSegment>();
    for (const [i, segment] of live.segments.entries()) known.set(live.mediaSequence + i, segment);
    const next = nextNumber(whole);
    for (const number of known.keys()) if (number < next) known.delete(number);
    ahead.set(folder, known);
    return known;
  }

  return async (folder) => {
    const [whole, live] = await Promise.all([
      read(join(folder, PLAYLIST_FILE)),
      read(join(folder, LIVE_PLAYLIST_FILE)),
    ]);
    return whole && live ? merge(whole, live, remember(folder, whole, live)) : (whole ?? live);
  };
}

/** @returns null when nothing changed or what is there can't be read yet */
async function readChanged(
  files: Pick<SegmentFiles, 'readText'>,
  file: string,
  knownStamp: string | undefined,
): Promise<Remembered | 'gone' | null> {
  const found = await files.readText(file, knownStamp);
  if (!found) return 'gone';
  if (found === 'unchanged') return null;
  const playlist = parsePlaylist(found.text);
  return playlist && { stamp: found.stamp, playlist };
}

/** A playlist only grows, though the clock may be set back: a shorter one was read while it was being written. */
function isNewer(playlist: Playlist, before: Playlist | undefined): boolean {
  return !before || playlist.ended || nextNumber(playlist) >= nextNumber(before);
}

/** The live playlist runs ahead of the whole one, and may leave some out between them. */
function merge(whole: Playlist, live: Playlist, ahead: Map<number, PlaylistSegment>): Playlist {
  let next = nextNumber(whole);
  const newer = [...ahead.entries()]
    .sort(([a], [b]) => a - b)
    .map(([number, segment]) => {
      const goesOn = number === next;
      next = number + 1;
      return goesOn ? segment : { ...segment, discontinuity: true };
    });
  const segments = [...whole.segments, ...newer];
  return { ...whole, segments, ended: whole.ended || live.ended };
}
