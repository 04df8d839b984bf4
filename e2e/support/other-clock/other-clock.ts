import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePreload } from '../compile-preload.ts';

/**
 * The environment under which a program's wall clock runs whole seconds ahead (behind: negative) of the machine's.
 * @throws Error when there is no C compiler
 */
export async function otherClock(offsetMs: number): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'other-clock-'));
  const library = await compilePreload(new URL('other-clock.c', import.meta.url), folder);
  return { LD_PRELOAD: library, CLOCK_OFFSET_S: String(Math.round(offsetMs / 1000)) };
}
