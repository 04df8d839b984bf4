import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where Vite puts the pages. */
export const DIST = fileURLToPath(new URL('../../bridge-web/dist', import.meta.url));

const manifest = z.record(z.string(), z.object({ file: z.string() }));

/**
 * @param entry a script of the pages, as it is called in the sources (`src/clip/main.ts`)
 * @returns its path on this server, which changes with what is in it; null while the pages are not built
 */
export async function builtScript(entry: string, dist = DIST): Promise<string | null> {
  try {
    const files = manifest.parse(JSON.parse(await readFile(`${dist}/.vite/manifest.json`, 'utf8')));
    const file = files[entry]?.file;
    return file ? `/${file}` : null;
  } catch (error) {
    // Not built, or just being built: a page that works without a script is shown all the same.
    if (error instanceof SyntaxError || (error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}
