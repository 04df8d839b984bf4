import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Topics } from '../store/store.ts';
import type { RoomLeases } from './room-leases.ts';

/** A look that takes longer elsewhere is not waited for, ms. */
const PATIENCE_MS = 3000;
const LOOKS = 'looks';
const LOOKED = 'looked';

interface Asked {
  id: string;
  roomName: string;
}

/** How a server that hears of a room has it looked at by the server that looks after it. */
export type RoomAsks = Awaited<ReturnType<typeof openRoomAsks>>;

export async function openRoomAsks(parts: {
  topics: Topics;
  leases: Pick<RoomLeases, 'holds'>;
  log: Log;
}) {
  const { topics, leases, log } = parts;
  const waiting = new Map<string, () => void>();
  let lookHere: (roomName: string) => Promise<void> = async () => {};

  async function answer({ id, roomName }: Asked): Promise<void> {
    if (waiting.has(id) || !leases.holds(roomName)) return;
    await lookHere(roomName);
    await topics.publish(LOOKED, id);
  }

  const leaves = [
    await topics.subscribe<Asked>(LOOKS, (asked) => {
      answer(asked).catch((err) => log.warn({ err, ...asked }, 'who asked for a look waits'));
    }),
    await topics.subscribe<string>(LOOKED, (id) => waiting.get(id)?.()),
  ];

  return {
    /** @param look what this server does in a room that it looks after */
    answer(look: (roomName: string) => Promise<void>): void {
      lookHere = look;
    },

    /** Resolves when another server has looked at its room, or does not answer: then it may be dead. Never rejects. */
    async look(roomName: string): Promise<void> {
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, PATIENCE_MS);
      waiting.set(id, resolve);
      try {
        await topics.publish(LOOKS, { id, roomName });
        await promise;
      } catch (err) {
        log.warn({ err, roomName }, 'nobody could be asked to look at a room');
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },

    close(): void {
      for (const leave of leaves) leave();
    },
  };
}
