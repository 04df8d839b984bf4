import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file system, as far as it matters to who writes on it. */
export interface Space {
  /** One of the folders that lie on it. */
  path: string;
  bytes: number;
  /** What we may still write: what is set aside for root does not count. */
  freeBytes: number;
}

/** Of the file system that a folder lies on, or will lie on once it is made. */
export async function spaceOf(path: string): Promise<Space> {
  const { blocks, bavail, bsize } = await statfs(await nearest(path));
  return { path, bytes: blocks * bsize, freeBytes: bavail * bsize };
}

/** Each file system once, by the first folder that lies on it. */
export async function spacesOf(paths: string[]): Promise<Space[]> {
  const byDevice = new Map<number, string>();
  for (const path of paths) {
    const { dev } = await stat(await nearest(path));
    if (!byDevice.has(dev)) byDevice.set(dev, path);
  }
  return Promise.all([...byDevice.values()].map(spaceOf));
}

async function nearest(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || path === dirname(path)) throw error;
    return nearest(dirname(path));
  }
}
