import type { Log } from '../log.ts';

/** How often rooms with a recording are looked at when nobody points at them, ms. */
const PULSE_MS = 3000;
/** Wait after a look that failed, ms. */
const RETRY_MS = 5000;

/** What is known of LiveKit's answers about a room. */
export interface Outage {
  /** The last look that was answered, ms; everything since then is in doubt. */
  sinceMs: number;
}

export type Looks = ReturnType<typeof createLooks>;

/** When a room is looked at: one look at a time for each, again while somebody pointed at it meanwhile. */
export function createLooks(parts: {
  /** The look itself. @param outage set when looks before this one were not answered */
  look: (roomName: string, outage: Outage | undefined) => Promise<void>;
  /** Rooms with something to look after. */
  busyRooms: () => Promise<string[]>;
  log: Log;
  now: () => number;
}) {
  const { look, busyRooms, log, now } = parts;
  const looking = new Map<string, { again: boolean; done: Promise<void> }>();
  /** The next look that is due, by room. */
  const timers = new Map<string, { dueMs: number; timer: NodeJS.Timeout }>();
  let pulseTimer: NodeJS.Timeout | undefined;
  const answeredAt = new Map<string, number>();
  const outages = new Map<string, Outage>();
  let closed = false;

  async function lookOnce(roomName: string): Promise<void> {
    await look(roomName, outages.get(roomName));
    outages.delete(roomName);
    answeredAt.set(roomName, now());
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
          await lookOnce(roomName);
        }
      } catch (error) {
        log.error({ err: error, roomName }, 'could not look at a room; looking again soon');
        const sinceMs = answeredAt.get(roomName);
        if (sinceMs !== undefined && !outages.has(roomName)) outages.set(roomName, { sinceMs });
        later(roomName, RETRY_MS);
      } finally {
        looking.delete(roomName);
      }
    })();
    return state.done;
  }

  /** The earliest wish counts: whoever finds then that it is too early wishes again. */
  function later(roomName: string, delayMs: number): void {
    const dueMs = Date.now() + delayMs;
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
      for (const room of rooms) if (!outages.has(room) && !looking.has(room)) void at(room);
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
