import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipOrder } from './order.ts';

/** What orders are cut of where that is not the buffer: a folder each, which a restart leaves alone. */
export type HeldSegments = ReturnType<typeof createHeldSegments>;

/** @param path one folder for all of them */
export function createHeldSegments(path: string) {
  /** Orders that links are just being taken for. */
  const taking = new Set<string>();
  const remove = (folder: string) => rm(folder, { recursive: true, force: true });
  return {
    /** Has `take` put links into a folder of the order's own, which is gone again when it fails. */
    async hold<T>(orderId: string, take: (folder: string) => Promise<T>): Promise<T> {
      const folder = join(path, orderId);
      taking.add(orderId);
      try {
        return await take(folder);
      } catch (error) {
        await remove(folder);
        throw error;
      } finally {
        taking.delete(orderId);
      }
    },

    /** Orders that are not written down yet, and have a folder. */
    inUse: (): string[] => [...taking],

    /**
     * Removes what a process that was killed had taken for orders that it never wrote down, or had just ended.
     * @param quietMs where others may be taking some: only what was taken so long ago
     */
    async sweep(orders: ClipOrder[], quietMs = 0): Promise<void> {
      const known = new Set(orders.map(({ id }) => id));
      const names = await readdir(path).catch(() => []);
      for (const name of names) {
        const folder = join(path, name);
        if (!known.has(name) && (await isQuiet(folder, quietMs))) await remove(folder);
      }
    },
  };
}

async function isQuiet(folder: string, quietMs: number): Promise<boolean> {
  if (quietMs === 0) return true;
  const made = await stat(folder).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs > quietMs;
}
