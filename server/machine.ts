import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names the machine by its DATA_DIR: the same for all processes that work in that folder, and after each restart,
 * where a container has another host name every time.
 */
export function machineOf(dataDir: string): string {
  const file = join(dataDir, 'machine.id');
  mkdirSync(dataDir, { recursive: true });
  try {
    // 'wx' lets one of two processes that start together win; the other one reads.
    writeFileSync(file, randomUUID(), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
