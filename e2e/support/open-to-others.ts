import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What lies below a folder and any user but its owner may read, write or look into; each with its mode. */
export async function openToOthers(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const seen = await Promise.all(
    names.map(async (name) => {
      // What is cleaned away meanwhile is open to nobody.
      const found = await stat(join(folder, name)).catch(() => null);
      return found && (found.mode & 0o077) !== 0
        ? `${name} ${(found.mode & 0o777).toString(8)}`
        : [];
    }),
  );
  return seen.flat();
}
