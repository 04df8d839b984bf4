import { rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { filesIn, numberedFolders } from './folders.ts';
import { type Playlist, segmentIndex } from './playlist.ts';
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
  /** A segment that ended longer ago than that goes. */
  windowMs: number;
  nowMs: number;
  log: Log;
  /** Counts what would go, and deletes nothing. */
  dryRun?: boolean;
  /** Told of each session that something goes of; counting bytes takes a look at each file. */
  onSession?: (session: CleanedSession) => void;
}

/**
 * Deletes what lies before the window, by what the playlists say. A file's own age counts only where no playlist
 * speaks for it and nothing was written beside it for as long as the window. Links are not followed.
 */
export async function cleanSegments(options: CleanOptions): Promise<Cleaned> {
  const { segmentsPath, log } = options;
  const total: Cleaned = { deleted: 0, kept: 0, foldersRemoved: 0 };
  /** One folder that can't be cleaned (another owner's, say) doesn't keep the others from it. */
  const each = async (parent: string, clean: (folder: string) => Promise<void>) => {
    for (const name of await numberedFolders(parent)) {
      const folder = join(parent, name);
      await clean(folder).catch((err) => log.warn({ err, folder }, 'could not be cleaned'));
    }
  };
  await each(segmentsPath, async (userFolder) => {
    // Asked first: deleting a session touches it.
    const untouched = (await touchedMs([userFolder])) < options.nowMs - options.windowMs;
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
  const oldestMs = options.nowMs - options.windowMs;
  // The playlist before the files: what is written meanwhile has a higher number than all that it lists.
  const playlist = await createSessionReader()(folder);
  const files = await filesIn(folder);
  const paths = files.map((file) => join(folder, file));
  // Not the folder itself, which cleaning touches, unless there is nothing else.
  const abandoned = (await touchedMs(paths.length > 0 ? paths : [folder])) < oldestMs;
  const isOver = abandoned || (playlist?.ended ?? false);
  const isOld = judge(playlist, oldestMs, isOver);

  const segments = files.filter((file) => segmentIndex(file) !== null);
  const old = segments.filter(isOld);
  if (old.length > 0) await tell(options, folder, old);
  if (!options.dryRun) for (const file of old) await rm(join(folder, file), { force: true });
  total.deleted += old.length;
  total.kept += segments.length - old.length;
  if (!isOver || old.length < segments.length) return;
  // Playlists and what a recorder noted down.
  if (!options.dryRun) for (const path of paths) await rm(path, { force: true });
  await removeFolder(folder, options, total);
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

async function tell(
  { onSession }: Pick<CleanOptions, 'onSession'>,
  folder: string,
  old: string[],
): Promise<void> {
  if (!onSession) return;
  const sizes = await Promise.all(
    old.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  onSession({ folder, segments: old.length, bytes });
}

async function touchedMs(paths: string[]): Promise<number> {
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.NEGATIVE_INFINITY,
      ),
    ),
  );
  return Math.max(...times);
}

/** Not when there is something in it that isn't ours. */
async function removeFolder(
  folder: string,
  options: Pick<CleanOptions, 'dryRun'>,
  total: Cleaned,
): Promise<void> {
  if (options.dryRun) return;
  try {
    await rmdir(folder);
    total.foldersRemoved += 1;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}
