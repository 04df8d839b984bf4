import { copyFile, link, rm } from 'node:fs/promises';
import { wholeFile } from './whole-file.ts';

/**
 * The file by a second name, in place of what had it; it appears whole. A copy where the file system won't link:
 * another owner's file, another disk, too many links, no links at all.
 * @throws Error, with code ENOENT when there is no `file` (any more)
 */
export async function linkFile(file: string, name: string): Promise<void> {
  await rm(name, { force: true });
  try {
    await link(file, name);
  } catch {
    await wholeFile(name, (part) => copyFile(file, part));
  }
}
