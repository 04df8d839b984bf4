import { setTimeout as sleep } from 'node:timers/promises';
import type { Clip } from '../clips/clip.ts';
import { clipOfFile } from '../orphans/clip-files.ts';
import type { Store } from '../store/store.ts';
import { checkFiles } from './check-files.ts';
import { createListCheck } from './check-lists.ts';
import type { LibraryFiles } from './files.ts';
import { createReport, type LibraryReport } from './report.ts';

/** A record as the library keeps it: hidden since then, ms, when it was deleted. */
export type KeptClip = Clip & { deletedAtMs?: number };

/** Videos are read so many at once, and then disk and processor are left to others for a moment, ms. */
const AT_ONCE = 4;
const PAUSE_MS = 2;

/**
 * Looks whether records, files and lists of the library match. Changes nothing; of the videos only the beginning is
 * read. What comes and goes meanwhile is no mismatch: whatever does not match is asked for once more.
 * @param ids of all records; may name some twice
 */
export async function checkLibrary(options: {
  ids: Iterable<string>;
  store: Pick<Store, 'records' | 'index'>;
  files: LibraryFiles;
  pauseMs?: number;
}): Promise<LibraryReport> {
  const { store, files, pauseMs = PAUSE_MS } = options;
  const records = store.records<KeptClip>('clips');
  const get = (id: string) => records.get(id);
  const { report, note } = createReport();
  const lists = createListCheck(store.index);
  const ids = [...new Set(options.ids)];

  async function checkOne(id: string): Promise<void> {
    const clip = await get(id);
    if (!clip) return;
    report.clips += 1;
    lists.expect(clip);
    const found: Parameters<typeof note>[] = [];
    await checkFiles(clip, files, { note: (...mismatch) => void found.push(mismatch) });
    // Gone or made anew meanwhile, it is another clip than the one that was looked at.
    if (found.length > 0 && (await isAsItWas(clip))) for (const one of found) note(...one);
  }

  async function isAsItWas({ id, createdAtMs, bytes, poster }: KeptClip): Promise<boolean> {
    const clip = await get(id);
    return clip?.createdAtMs === createdAtMs && clip.bytes === bytes && clip.poster === poster;
  }

  // Before the records: what is made meanwhile is not among them.
  const names = await files.names();
  report.files = names.length;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await Promise.all(ids.slice(from, from + AT_ONCE).map(checkOne));
    await sleep(pauseMs);
  }
  const known = new Set(ids);
  for (const name of names) {
    const id = clipOfFile(name) ?? '';
    if (known.has(id) || (await get(id)) || (await files.bytes(name)) === null) continue;
    note('noRecord', name);
  }
  await lists.compare(ids, get, { note });
  return report;
}
