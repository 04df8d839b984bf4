import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAYLIST_FILE, type Playlist, renderPlaylist, segmentFile } from './playlist.ts';

/** For tests: segments of 2 s, `first` to `last`, the one with the index 0 beginning at `startMs`. */
export function segmentsFrom(startMs: number, first: number, last: number): Playlist['segments'] {
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    uri: segmentFile(first + i),
    startMs: startMs + (first + i) * 2000,
    durationMs: 2000,
    discontinuity: false,
  }));
}

/** For tests: a session's folder with a playlist and a file for every listed segment. @returns its path */
export async function writeSession(
  segmentsPath: string,
  userId: string,
  startMs: number,
  { segments, mediaSequence = 0, ended = false }: Partial<Playlist>,
): Promise<string> {
  const folder = join(segmentsPath, userId, String(startMs));
  await mkdir(folder, { recursive: true });
  const playlist = { mediaSequence, segments: segments ?? [], ended };
  for (const { uri } of playlist.segments) await writeFile(join(folder, uri), uri);
  await writeFile(join(folder, PLAYLIST_FILE), renderPlaylist(playlist));
  return folder;
}

/** For tests: makes a folder and all in it look as if nothing had been written since `atMs`. */
export async function touch(folder: string, atMs: number): Promise<void> {
  const at = new Date(atMs);
  for (const name of await readdir(folder)) await utimes(join(folder, name), at, at);
  await utimes(folder, at, at);
}
