import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import type { SmallDisk } from '../../mount.ts';
import { pickDisk } from './disk.ts';
import type { Fault } from './fault.ts';
import { beginOn } from './overlap.ts';

const CHUNK_BYTES = 1 << 20;
/** What is freed is taken at once. */
const EVERY_MS = 100;

export const fullDisk: Fault = {
  name: 'full disk',
  async begin(installation, random) {
    const { name, disk } = pickDisk(installation, random);
    const file = join(disk.path, 'other-data');
    const over = new AbortController();
    const end = await beginOn(disk, null, async (all) => {
      if (all.length > 0) await fill(file);
      else await free(file, disk);
    });
    const filling = (async () => {
      for await (const _ of setInterval(EVERY_MS, null, { signal: over.signal })) await fill(file);
    })().catch(() => {});
    return {
      what: `the disk of ${name} is full`,
      async end() {
        over.abort();
        await filling;
        await end();
      },
    };
  },
};

async function fill(file: string): Promise<void> {
  for (let bytes = CHUNK_BYTES; bytes >= 4096; ) {
    try {
      await appendFile(file, Buffer.alloc(bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // It may have turned read-only.
      if (code === 'EROFS') return;
      if (code !== 'ENOSPC') throw error;
      bytes >>= 1;
    }
  }
}

async function free(file: string, disk: SmallDisk): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EROFS') throw error;
    await disk.readOnly(false);
    await rm(file, { force: true });
    await disk.readOnly(true);
  }
}
