import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needPart } from '../parts.ts';

/**
 * The environment under which a program's wall clock runs whole seconds ahead (behind: negative) of the machine's.
 * @throws Error when there is no C compiler
 */
export async function otherClock(offsetMs: number): Promise<Record<string, string>> {
  const library = join(await mkdtemp(join(tmpdir(), 'other-clock-')), 'other-clock.so');
  const source = fileURLToPath(new URL('other-clock.c', import.meta.url));
  await promisify(execFile)(await needPart('compiler'), [
    '-shared',
    '-fPIC',
    '-O1',
    '-o',
    library,
    source,
    '-ldl',
  ]);
  return { LD_PRELOAD: library, CLOCK_OFFSET_S: String(Math.round(offsetMs / 1000)) };
}
