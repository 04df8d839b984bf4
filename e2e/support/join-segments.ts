import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Segments of a recording that goes on without a break, as one file beside the folder. @returns its path */
export async function joinSegments(folder: string, uris: string[]): Promise<string> {
  const file = join(dirname(folder), 'joined.ts');
  const data = await Promise.all(uris.map((uri) => readFile(join(folder, uri))));
  await writeFile(file, Buffer.concat(data));
  return file;
}
