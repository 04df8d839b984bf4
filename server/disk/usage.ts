import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';

/** What lies on the disk beside segments, bytes. */
export interface Usage {
  clips: number;
  previews: number;
  /** What orders wait for that are cut of other things than the buffer. */
  held: number;
  temp: number;
}

/** There may be a hundred thousand clips, and nobody needs to know it to the minute. */
const GOOD_FOR_MS = 10 * 60_000;

/** Adds it up at a slow pace, one file after the other, and never while somebody waits for it. */
export function createUsage(options: { folders: Record<keyof Usage, string>; log: Log }) {
  const { folders, log } = options;
  let newest: Usage | undefined;
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  let measuring: Promise<void> | undefined;

  async function measure(): Promise<void> {
    newest = {
      clips: await bytesIn(folders.clips),
      previews: await bytesIn(folders.previews),
      held: await bytesIn(folders.held),
      temp: await bytesIn(folders.temp),
    };
    measuredAtMs = performance.now();
  }

  return {
    /** As it was measured last; undefined before the first time. What is older than ten minutes is measured anew. */
    newest(): Usage | undefined {
      if (performance.now() - measuredAtMs > GOOD_FOR_MS) {
        measuring ??= measure()
          .catch((err) => log.warn({ err }, 'what lies on the disk could not be added up'))
          .finally(() => {
            measuring = undefined;
          });
      }
      return newest;
    },

    /** Resolves when nothing is being measured any more. */
    async close(): Promise<void> {
      await measuring;
    },
  };
}

/** A file with several names counts for its part at each: what is held of the buffer takes no room of its own. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  const entries = await opendir(folder).catch(noneIfGone);
  for await (const entry of entries ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else if (entry.isFile()) {
      const found = await stat(path).catch(noneIfGone);
      if (found) bytes += found.size / found.nlink;
    }
  }
  return Math.round(bytes);
}

function noneIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
