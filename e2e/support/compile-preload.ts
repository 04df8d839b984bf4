import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needPart } from './parts.ts';

/**
 * Makes a library for LD_PRELOAD.
 * @returns its path
 * @throws Error when there is no C compiler
 */
export async function compilePreload(source: URL, folder: string): Promise<string> {
  const file = fileURLToPath(source);
  const library = join(folder, `${basename(file, '.c')}.so`);
  const args = ['-shared', '-fPIC', '-O1', '-o', library, file, '-ldl'];
  await promisify(execFile)(await needPart('compiler'), args);
  return library;
}
