import { rename, rm } from 'node:fs/promises';

/**
 * Lets `write` make a file under another name, and renames it then: `file` appears whole or not at all, and a failure
 * leaves nothing.
 * @returns what `write` returns; throws what it throws
 */
export async function wholeFile<T>(file: string, write: (part: string) => Promise<T>): Promise<T> {
  const part = `${file}.part`;
  try {
    const made = await write(part);
    await rename(part, file);
    return made;
  } finally {
    await rm(part, { force: true });
  }
}
