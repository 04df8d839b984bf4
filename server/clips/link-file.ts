import { copyFile, link, rename, rm } from 'node:fs/promises';

/** The file by a second name, in place of what had it; a copy where that can't be. It appears whole. */
export async function linkFile(file: string, name: string): Promise<void> {
  await rm(name, { force: true });
  try {
    await link(file, name);
  } catch {
    const part = `${name}.part`;
    await copyFile(file, part);
    await rename(part, name);
  }
}
