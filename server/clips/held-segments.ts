import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hold } from '../segments/hold.ts';
import type { Segment } from '../segments/range.ts';
import type { ClipOrder } from './order.ts';

/** What orders are cut of where that is not the buffer: a folder each, which a restart leaves alone. */
export type HeldSegments = ReturnType<typeof createHeldSegments>;

/** @param path one folder for all of them */
export function createHeldSegments(path: string) {
  const remove = (folder: string) => rm(folder, { recursive: true, force: true });
  return {
    /** Takes segments for an order, by links of their own: whoever had them may let them go. */
    async hold(orderId: string, segments: Segment[]): Promise<NonNullable<ClipOrder['held']>> {
      const folder = join(path, orderId);
      try {
        return { folder, segments: await hold(segments, folder) };
      } catch (error) {
        await remove(folder);
        throw error;
      }
    },

    /** Removes what a process that was killed had taken for orders that it never wrote down, or had just ended. */
    async sweep(orders: ClipOrder[]): Promise<void> {
      const known = new Set(orders.map(({ id }) => id));
      const names = await readdir(path).catch(() => []);
      for (const name of names) if (!known.has(name)) await remove(join(path, name));
    },
  };
}
