import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import { hold as holdSegments } from '../segments/hold.ts';
import { VOICE } from '../segments/voice-folder.ts';
import { within } from './handed-segments.ts';
import type { ClipOrder, HeldSource } from './order.ts';
import { ORDERED, type RemoteFiles } from './remote-files.ts';

/** What orders are cut of where that is not the buffer: a folder each, which a restart leaves alone. */
export type HeldSegments = ReturnType<typeof createHeldSegments>;

/**
 * @param path one folder for all of them
 * @param handing how other machines get what is held, where they don't have that folder
 */
export function createHeldSegments(path: string, handing?: { files: RemoteFiles; log: Log }) {
  /** Orders that links are just being taken for. */
  const taking = new Set<string>();
  const remove = (folder: string) => rm(folder, { recursive: true, force: true });
  return {
    /** Has `take` put links into a folder of the order's own, which is gone again when it fails. */
    async hold<T>(orderId: string, take: (folder: string) => Promise<T>): Promise<T> {
      const folder = join(path, orderId);
      taking.add(orderId);
      try {
        const taken = await take(folder);
        // Handed over by now.
        if (handing) await remove(folder);
        return taken;
      } catch (error) {
        await remove(folder);
        throw error;
      } finally {
        taking.delete(orderId);
      }
    },

    /** @returns the order as whoever works on it can read it, on whichever machine. @throws UserError (503) */
    async handOver(order: ClipOrder): Promise<ClipOrder> {
      const { id, held } = order;
      if (!held || !handing) return order;
      const handedAs = ORDERED + id;
      return handing.files.give(handedAs, async (folder) => {
        const segments = within(folder, await holdSegments(held.segments, folder));
        const voice = within(folder, await holdSegments(held.voice ?? [], join(folder, VOICE)));
        return { ...order, held: { handedAs, folder: '', segments, voice } };
      });
    },

    /** Its order has its outcome. */
    async release({ folder, handedAs }: HeldSource): Promise<void> {
      if (handedAs === undefined) return remove(folder);
      await handing?.files.remove(handedAs).catch((err) => {
        handing.log.warn(
          { err, handedAs },
          'what an order was cut of stays until it is swept away',
        );
      });
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
