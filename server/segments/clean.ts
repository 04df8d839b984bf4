import { join } from 'node:path';
import { most } from '../extremes.ts';
import type { Log } from '../log.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE, type Playlist, segmentIndex } from './playlist.ts';
import { createSessionReader } from './read-session.ts';
import { VOICE } from './voice-folder.ts';

export interface Cleaned {
  /** Segments. */
  deleted: number;
  kept: number;
  /** Folders of sessions and of people. */
  foldersRemoved: number;
}

/** What goes of one session. */
export interface CleanedSession {
  folder: string;
  /** So many, which take so much. */
  segments: number;
  bytes: number;
}

interface CleanOptions {
  segmentsPath: string;
  /** What is behind that path; folders when left out. */
  files?: SegmentFiles;
  /** A segment that ended longer ago than that goes. */
  windowMs: number;
  nowMs: number;
  log: Log;
  /** Counts what would go, and deletes nothing. */
  dryRun?: boolean;
  /** Told of each session that something goes of. */
  onSession?: (session: CleanedSession) => void;
}

/**
 * Deletes what lies before the window, by what the playlists say. A file's own age counts only where no playlist
 * speaks for it and nothing was written beside it for as long as the window. Links are not followed.
 */
export async function cleanSegments(given: CleanOptions): Promise<Cleaned> {
  const { segmentsPath, log } = given;
  const files = await (given.files ?? localFiles).atOnce();
  const options = { ...given, files };
  const total: Cleaned = { deleted: 0, kept: 0, foldersRemoved: 0 };
  /** One folder that can't be cleaned (another owner's, say) doesn't keep the others from it. */
  const each = async (parent: string, clean: (folder: string) => Promise<void>) => {
    for (const name of await files.numbered(parent)) {
      const folder = join(parent, name);
      await clean(folder).catch((err) => log.warn({ err, folder }, 'could not be cleaned'));
    }
  };
  await each(segmentsPath, async (userFolder) => {
    // Asked first: deleting a session touches it.
    const untouched = (await files.changedAtMs(userFolder)) < options.nowMs - options.windowMs;
    await each(userFolder, (folder) => cleanSession(folder, options, total));
    const voice = join(userFolder, VOICE);
    await each(voice, (folder) => cleanSession(folder, options, total));
    await removeFolder(voice, options, total);
    // Somebody who comes back just now gets it anew, so only one that has been empty for long goes.
    if (untouched) await removeFolder(userFolder, options, total);
  });
  return total;
}

/** Of one session. See above. */
export async function cleanSession(
  folder: string,
  options: Omit<CleanOptions, 'segmentsPath'>,
  total: Cleaned,
): Promise<void> {
  const { files = localFiles, dryRun, onSession } = options;
  const oldestMs = options.nowMs - options.windowMs;
  // The playlist before the files: what is written meanwhile has a higher number than all that it lists.
  const playlist = await createSessionReader({ files })(folder);
  const paths = (names: string[]) => names.map((name) => join(folder, name));
  // A playlist that was written lately tells that somebody is at work, without a look at each of the files.
  const isAtWork = !playlist?.ended && (await writtenMs(files, folder)) >= oldestMs;
  const isOver = !isAtWork && (playlist?.ended || (await touchedMs(files, folder)) < oldestMs);
  const isOld = judge(playlist, oldestMs, isOver);

  const names = await files.names(folder);
  const segments = names.filter((name) => segmentIndex(name) !== null);
  const old = segments.filter(isOld);
  if (onSession && old.length > 0) {
    const sizes = await files.sizes(paths(old));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    onSession({ folder, segments: old.length, bytes });
  }
  if (!dryRun) await files.remove(paths(old));
  total.deleted += old.length;
  total.kept += segments.length - old.length;
  if (!isOver || old.length < segments.length) return;
  // Playlists and what a recorder noted down.
  if (!dryRun) await files.remove(paths(names.filter((name) => !old.includes(name))));
  await removeFolder(folder, options, total);
}

/** When a playlist was last written; -Infinity where nobody knows. */
async function writtenMs(files: SegmentFiles, folder: string): Promise<number> {
  const playlists = [PLAYLIST_FILE, LIVE_PLAYLIST_FILE].map((name) => join(folder, name));
  return Math.max(...(await Promise.all(playlists.map(files.changedAtMs))));
}

/** When something in it was last written: not the folder itself, which cleaning touches, unless there is nothing else. */
async function touchedMs(files: SegmentFiles, folder: string): Promise<number> {
  const found = await files.details(folder);
  if (found.length === 0) return files.changedAtMs(folder);
  return most(found.map(({ changedAtMs }) => changedAtMs));
}

/** @returns whether a segment file lies before the window */
function judge(
  playlist: Playlist | null,
  oldestMs: number,
  isOver: boolean,
): (file: string) => boolean {
  const listed = new Map<string, boolean>();
  /** Every file with a lower number was dropped from the playlist, or lies among what is old. */
  let firstIndex = Number.NEGATIVE_INFINITY;
  let lastIndex = Number.NEGATIVE_INFINITY;
  for (const [i, { uri, startMs, durationMs }] of (playlist?.segments ?? []).entries()) {
    const old = startMs + durationMs < oldestMs;
    listed.set(uri, old);
    lastIndex = segmentIndex(uri) ?? lastIndex;
    if (i === 0 || old) firstIndex = lastIndex;
  }
  return (file) => {
    const index = segmentIndex(file) ?? Number.NaN;
    // Above the last listed one is the one being written; it never gets listed once the session is over.
    return listed.get(file) ?? (index < firstIndex || (isOver && !(index < lastIndex)));
  };
}

/** Not when there is something in it that isn't ours. */
async function removeFolder(
  folder: string,
  { files = localFiles, dryRun }: Pick<CleanOptions, 'files' | 'dryRun'>,
  total: Cleaned,
): Promise<void> {
  if (!dryRun && (await files.removeEmpty(folder))) total.foldersRemoved += 1;
}
