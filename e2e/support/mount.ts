import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.ts';

const run = promisify(execFile);

/** A small disk of its own, in memory. */
export interface SmallDisk {
  path: string;
  readOnly(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param at where; a folder of its own where not given
 * @throws Error when this process may not mount
 */
export async function mountSmallDisk(bytes: number, at?: string): Promise<SmallDisk> {
  const path = at ?? (await mkdtemp(join(tmpdir(), 'small-disk-')));
  await mkdir(path, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, 'tmpfs', path]);
  return {
    path,
    async readOnly(on) {
      const remounted = () =>
        run('mount', ['-o', `remount,${on ? 'ro' : 'rw'}`, path]).catch((error) => {
          // Just now a file is open for writing.
          if (!/busy/.test(String(error))) throw error;
        });
      await until('the disk is mounted anew', remounted, { everyMs: 20 });
    },
    async close() {
      await run('umount', ['-l', path]);
      await rm(path, { recursive: true });
    },
  };
}

/** Whether tests that mount have to be skipped, which it says in a line. @throws Error on CI */
export async function skipWithoutMount(): Promise<boolean> {
  try {
    await (await mountSmallDisk(1 << 20)).close();
    return false;
  } catch (cause) {
    const line = 'mounting is refused: only root, where mount(2) is allowed, can test full disks';
    if (process.env.CI) throw new Error(line, { cause });
    console.warn(`skipped: ${line}`);
    return true;
  }
}
