import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import { withOnlyLogFields } from '../log-fields.ts';

/** How often rooms with a recording are looked at when nobody points at them, ms. */
const PULSE_MS = 3000;
/** How often it is tried to take over a room that another server looks after, ms. */
const OTHERS_MS = 1500;
/** Wait after a look that failed, ms. */
const RETRY_MS = 5000;

/** LiveKit did not say what is shared in a room: nothing is known, so nothing changes. */
export class LivekitAway extends Error {
  override name = 'LivekitAway';
}

/** What is known of LiveKit's answers about a room before a look. */
export interface Before {
  /** The last look that it answered, ms; null when this process had none. */
  answeredMs: number | null;
  /** It was asked since then and did not answer. */
  away: boolean;
}

export type Looks = ReturnType<typeof createLooks>;

/** When a room is looked at: one look at a time for each, again while somebody pointed at it meanwhile. */
export function createLooks(parts: {
  /** Whether this server looks after a room; others' are left to them, until they die. */
  isOurs: (roomName: string) => Promise<boolean>;
  /** @throws LivekitAway when LiveKit doesn't answer */
  look: (roomName: string, before: Before) => Promise<void>;
  /** LiveKit did not answer a look. */
  missed: (roomName: string, before: Before) => Promise<void>;
  /** Rooms with something to look after. */
  busyRooms: () => Promise<string[]>;
  log: Log;
  now: () => number;
}) {
  const { isOurs, look, missed, busyRooms, log, now } = parts;
  const looking = new Map<string, { again: boolean; done: Promise<void> }>();
  /** The next look that is due, by room. */
  const timers = new Map<string, { dueMs: number; timer: NodeJS.Timeout }>();
  let pulseTimer: NodeJS.Timeout | undefined;
  const answeredAt = new Map<string, number>();
  const away = new Set<string>();
  let closed = false;

  async function lookOnce(roomName: string): Promise<void> {
    if (!(await isOurs(roomName))) {
      leave(roomName);
      return later(roomName, OTHERS_MS);
    }
    const before = { answeredMs: answeredAt.get(roomName) ?? null, away: away.has(roomName) };
    try {
      await look(roomName, before);
    } catch (error) {
      if (!(error instanceof LivekitAway)) throw error;
      away.add(roomName);
      await missed(roomName, before);
      throw error;
    }
    away.delete(roomName);
    answeredAt.set(roomName, now());
  }

  function leave(roomName: string): void {
    answeredAt.delete(roomName);
    away.delete(roomName);
  }

  /** Resolves when what was true at the call is dealt with. */
  function at(roomName: string): Promise<void> {
    if (closed) return Promise.resolve();
    const current = looking.get(roomName);
    if (current) {
      current.again = true;
      return current.done;
    }
    const state = { again: true, done: Promise.resolve() };
    looking.set(roomName, state);
    state.done = (async () => {
      try {
        while (state.again) {
          state.again = false;
          const lookId = randomUUID().slice(0, 8);
          await withOnlyLogFields({ lookId }, () => lookOnce(roomName));
        }
      } catch (error) {
        log.error({ err: error, roomName }, 'could not look at a room; looking again soon');
        later(roomName, RETRY_MS);
      } finally {
        looking.delete(roomName);
      }
    })();
    return state.done;
  }

  /** The earliest wish counts: whoever finds then that it is too early wishes again. */
  function later(roomName: string, delayMs: number): void {
    const dueMs = performance.now() + delayMs;
    const before = timers.get(roomName);
    if (closed || (before && before.dueMs <= dueMs)) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      timers.delete(roomName);
      void at(roomName);
    }, delayMs);
    timers.set(roomName, { dueMs, timer });
  }

  /** A recording that dies tells nobody: only its segments stop coming. */
  async function pulse(): Promise<void> {
    try {
      const rooms = await busyRooms();
      for (const known of answeredAt.keys()) {
        if (!rooms.includes(known)) answeredAt.delete(known);
      }
      // Not waited for: a room whose recorder is slow to answer keeps nobody from the others.
      for (const room of rooms) if (!away.has(room) && !looking.has(room)) void at(room);
    } catch (error) {
      log.error({ err: error }, 'the rooms with recordings could not be looked up');
    }
    if (!closed) pulseTimer = setTimeout(pulse, PULSE_MS);
  }

  return {
    at,
    later,
    /** From now on rooms with recordings are looked at again and again. */
    start: () => void pulse(),
    async close(): Promise<void> {
      closed = true;
      clearTimeout(pulseTimer);
      for (const { timer } of timers.values()) clearTimeout(timer);
      await Promise.allSettled([...looking.values()].map(({ done }) => done));
    },
  };
}
