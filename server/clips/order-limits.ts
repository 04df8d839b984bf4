import { NO_GUILD } from '../auth/access.ts';
import { UserError } from '../errors.ts';
import type { Words } from '../words/words.ts';
import type { ClipOrder } from './order.ts';
import type { OrderBoard } from './order-board.ts';

/** How many clips somebody, or all of a server together, may have made. */
export interface OrderLimit {
  /** At once: waiting, being made or being posted. */
  atOnce: number;
  /** Within the window. */
  inWindow: number;
}

export interface OrderLimitsConfig {
  person: OrderLimit;
  server: OrderLimit;
  windowMs: number;
}

/** Who asks, and where. */
type Asked = Pick<ClipOrder, 'id' | 'requesterId' | 'guildId'>;

/** As many of somebody's running clips are told to them. */
const TOLD = 3;

/** Keeps people, and servers, from having too many clips made: told before anything is. Forgotten by a restart. */
export type OrderLimits = ReturnType<typeof createOrderLimits>;

export function createOrderLimits(
  { person, server, windowMs }: OrderLimitsConfig,
  board: OrderBoard,
  now = Date.now,
) {
  /** Of the window, oldest first. */
  let taken: (Asked & { atMs: number })[] = [];
  /** Taken, and perhaps not on the board yet. */
  const entering = new Map<string, Asked>();
  board.onEnd(({ id }) => entering.delete(id));

  function countRunning(isTheirs: (one: Asked) => boolean): number {
    const all = [...board.running().map(({ order }) => order), ...entering.values()];
    return new Set(all.filter(isTheirs).map(({ id }) => id)).size;
  }

  /** When the next is possible, ms from now; 0 or less: now. */
  function waitMs(isTheirs: (one: Asked) => boolean, { inWindow }: OrderLimit): number {
    taken = taken.filter(({ atMs }) => atMs > now() - windowMs);
    const theirs = taken.filter(isTheirs);
    const oldest = theirs.at(-inWindow);
    if (theirs.length < inWindow || !oldest) return 0;
    return oldest.atMs + windowMs - now();
  }

  /** What runs for somebody, furthest first, in words for them. */
  function runningOf(userId: string, words: Words): string[] {
    const theirs = board.running().filter(({ order }) => order.requesterId === userId);
    return theirs.slice(0, TOLD).map(({ order: { title, fromMs, toMs, lengthMs }, state }) => {
      const name = title || words.duration(lengthMs ?? toMs - fromMs);
      const step = typeof state.words === 'string' ? state.words : state.words(words);
      return words.orders.running(name, step);
    });
  }

  /** @throws UserError (429) that says what runs and when the next can be asked for */
  function needPerson(userId: string, alsoAsking = 0): void {
    const isTheirs = ({ requesterId }: Asked) => requesterId === userId;
    const running = countRunning(isTheirs);
    if (running + alsoAsking >= person.atOnce) {
      const say = (words: Words) =>
        words.orders.tooManyAtOnce(person.atOnce, runningOf(userId, words).join(', '));
      throw new UserError(say, { status: 429 });
    }
    const ms = waitMs(isTheirs, person);
    if (ms <= 0) return;
    const say = ({ orders, duration }: Words) =>
      orders.tooManyInWindow(person.inWindow, duration(windowMs), soon(ms, duration), running);
    throw new UserError(say, { status: 429 });
  }

  /** @throws UserError (429) as above */
  function needServer(guildId: string): void {
    if (guildId === NO_GUILD) return;
    const isTheirs = (one: Asked) => one.guildId === guildId;
    const running = countRunning(isTheirs);
    if (running >= server.atOnce) {
      throw new UserError(({ orders }) => orders.serverTooManyAtOnce(running), { status: 429 });
    }
    const ms = waitMs(isTheirs, server);
    if (ms <= 0) return;
    const say = ({ orders, duration }: Words) =>
      orders.serverTooManyInWindow(server.inWindow, duration(windowMs), soon(ms, duration));
    throw new UserError(say, { status: 429 });
  }

  return {
    /**
     * Before it is known what exactly is asked for.
     * @param alsoAsking how often they are asking at this moment
     * @throws UserError (429)
     */
    needPerson,

    /** Counts an order, until its outcome and in the window. @throws UserError (429), and it does not count */
    take({ id, requesterId, guildId }: Asked): void {
      needPerson(requesterId);
      needServer(guildId);
      const asked = { id, requesterId, guildId };
      entering.set(id, asked);
      taken.push({ ...asked, atMs: now() });
    },

    /** It came to nothing before it began. */
    giveBack({ id }: Asked): void {
      entering.delete(id);
      taken = taken.filter((one) => one.id !== id);
    },
  };
}

/** Never "in 0 s". */
const soon = (ms: number, duration: Words['duration']) =>
  duration(Math.max(1000, Math.ceil(ms / 1000) * 1000));
