import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';
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
  const { files = localFiles, dryRun } = options;
  const oldestMs = options.nowMs - options.windowMs;
  // The playlist before the files: what is written meanwhile has a higher number than all that it lists.
  const playlist = await createSessionReader({ files })(folder);
  const found = await files.details(folder);
  // Not the folder itself, which cleaning touches, unless there is nothing else.
  const touchedMs = found[0]
    ? Math.max(...found.map(({ changedAtMs }) => changedAtMs))
    : await files.changedAtMs(folder);
  const isOver = touchedMs < oldestMs || (playlist?.ended ?? false);
  const isOld = judge(playlist, oldestMs, isOver);

  const paths = (names: string[]) => names.map((name) => join(folder, name));
  const names = found.map(({ name }) => name);
  const segments = names.filter((name) => segmentIndex(name) !== null);
  const old = segments.filter(isOld);
  if (!dryRun) await files.remove(paths(old));
  total.deleted += old.length;
  total.kept += segments.length - old.length;
  if (!isOver || old.length < segments.length) return;
  // Playlists and what a recorder noted down.
  if (!dryRun) await files.remove(paths(names.filter((name) => !old.includes(name))));
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

/** Not when there is something in it that isn't ours. */
async function removeFolder(
  folder: string,
  { files = localFiles, dryRun }: Pick<CleanOptions, 'files' | 'dryRun'>,
  total: Cleaned,
): Promise<void> {
  if (!dryRun && (await files.removeEmpty(folder))) total.foldersRemoved += 1;
}
