import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** After so long without a sign of life of its owner, another server takes a room, ms. */
const LEASE_MS = 4000;
const RENEW_EVERY_MS = 1000;

/** Another server looks after the room by now: what was being done for it here is not finished. */
class RoomTaken extends Error {
  override name = 'RoomTaken';
}

/** Which server looks after a room: exactly one, until it lets go or dies. */
export interface RoomLeases {
  /** Takes a room that nobody has, or makes sure that it is ours still. @returns false where another server has it */
  take(roomName: string): Promise<boolean>;
  /** Whether it is ours by what was heard last. */
  holds(roomName: string): boolean;
  /** Nothing is left to do in a room: whoever hears of it next may have it. */
  release(roomName: string): Promise<void>;
  /** Calls back with each room that another server took from us: while we were paused, or away from the store. */
  onLost(listener: (roomName: string) => void): void;
  /** Lets go of all: others go on with them. */
  close(): Promise<void>;
}

/** For one server alone: every room is its own. */
export const allRooms: RoomLeases = {
  take: async () => true,
  holds: () => true,
  release: async () => {},
  onLost: () => {},
  close: async () => {},
};

/** @param parts.owner names this process among all that share the store */
export function createRoomLeases(parts: {
  store: Pick<Store, 'lease' | 'release'>;
  owner: string;
  log: Log;
}): RoomLeases {
  const { store, owner, log } = parts;
  /** Until when each of our rooms is ours for certain, by this process's own clock, ms. */
  const held = new Map<string, number>();
  const listeners = new Set<(roomName: string) => void>();
  /** After the store was away, whoever had a room may renew its lease first, ms. */
  let patientUntilMs = 0;
  const keyOf = (roomName: string) => `room:${roomName}`;

  /** @returns until when it is ours for certain; null where another server has it */
  async function lease(roomName: string): Promise<number | null> {
    // The store counts from later on: what is certain here is certain there.
    const certainUntilMs = performance.now() + LEASE_MS;
    try {
      return (await store.lease(keyOf(roomName), owner, LEASE_MS)) ? certainUntilMs : null;
    } catch (error) {
      patientUntilMs = performance.now() + LEASE_MS;
      throw error;
    }
  }

  function lose(roomName: string): void {
    if (!held.delete(roomName)) return;
    log.warn({ roomName }, 'another server looks after a room that was ours');
    for (const tell of listeners) tell(roomName);
  }

  async function renew(roomName: string): Promise<void> {
    try {
      const certainUntilMs = await lease(roomName);
      if (certainUntilMs === null) lose(roomName);
      else if (held.has(roomName)) held.set(roomName, certainUntilMs);
      // It was let go meanwhile.
      else await store.release(keyOf(roomName), owner);
    } catch (err) {
      log.warn({ err, roomName }, 'a room could not be held on to; it is tried again');
    }
  }

  const renewing = setInterval(() => {
    for (const roomName of held.keys()) void renew(roomName);
  }, RENEW_EVERY_MS).unref();

  async function release(roomName: string): Promise<void> {
    if (held.delete(roomName)) await store.release(keyOf(roomName), owner);
  }

  return {
    async take(roomName) {
      const certainUntilMs = held.get(roomName);
      if (certainUntilMs !== undefined && performance.now() < certainUntilMs) return true;
      if (certainUntilMs === undefined && performance.now() < patientUntilMs) return false;
      const until = await lease(roomName);
      if (until === null) lose(roomName);
      else held.set(roomName, until);
      return until !== null;
    },
    holds: (roomName) => held.has(roomName),
    release,
    onLost: (listener) => void listeners.add(listener),
    async close() {
      clearInterval(renewing);
      await Promise.all([...held.keys()].map(release));
    },
  };
}
