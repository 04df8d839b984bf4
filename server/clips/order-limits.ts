import { NO_GUILD } from '../auth/access.ts';
import { UserError } from '../errors.ts';
import { locked } from '../store/locked.ts';
import type { Store } from '../store/store.ts';
import { LANGUAGES, USUAL, type Words, wordsIn } from '../words/words.ts';
import type { ClipOrder } from './order.ts';
import type { OrderBoard } from './order-board.ts';
import { type KeptView, readKept } from './order-view.ts';

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
/** One that was not written down for so long was lost by a process that died, ms. */
const LOST_MS = 60_000;
/** All that count, of whomever: by it is found what a process that died has counted and never written down. */
const COUNTED = 'orders-counted';

/**
 * Keeps people, and servers, from having too many clips made: told before anything is. Counted in the store, by all
 * processes together; a restart forgets nothing.
 */
export type OrderLimits = ReturnType<typeof createOrderLimits>;

export function createOrderLimits(
  { person, server, windowMs }: OrderLimitsConfig,
  { store, board }: { store: Store; board: OrderBoard },
  now = Date.now,
) {
  const { index } = store;
  const orders = store.records<ClipOrder>('orders');
  const ofPerson = (userId: string) => `person:${userId}`;
  const ofServer = (guildId: string) => `server:${guildId}`;
  /** From being taken until the outcome, by when they were taken. */
  const running = (who: string) => `orders-running:${who}`;
  /** Of the window. */
  const asked = (who: string) => `orders-asked:${who}`;

  const whose = ({ requesterId, guildId }: Asked) =>
    guildId === NO_GUILD ? [ofPerson(requesterId)] : [ofPerson(requesterId), ofServer(guildId)];
  const placesIn = (lists: string[], { id: member }: Asked) =>
    lists.map((list) => ({ list, member }));
  const counted = (order: Asked) => ({ list: COUNTED, member: countedMember(order) });
  board.onEndHere((order) =>
    index.update({ remove: [...placesIn(whose(order).map(running), order), counted(order)] }),
  );

  /** @param most where it is less, it need not be exact */
  async function countRunning(who: string, most: number): Promise<number> {
    const list = running(who);
    const count = await index.count(list);
    if (count < most) return count;
    const { members } = await index.page(list, { to: now() - LOST_MS, limit: 1000 });
    const lost: string[] = [];
    for (const { member } of members) if (!(await orders.has(member))) lost.push(member);
    if (lost.length === 0) return count;
    await index.update({ remove: lost.map((member) => ({ list, member })) });
    return count - lost.length;
  }

  /** When the next is possible, ms from now; 0 or less: now. */
  async function waitMs(who: string, { inWindow }: OrderLimit): Promise<number> {
    if (!Number.isFinite(inWindow)) return 0;
    const query = { from: now() - windowMs + 1, limit: inWindow, newestFirst: true };
    const { members } = await index.page(asked(who), query);
    const oldest = members.at(inWindow - 1);
    return oldest ? oldest.score + windowMs - now() : 0;
  }

  /** @throws UserError (429) that says what runs and when the next can be asked for */
  async function needPerson(userId: string, alsoAsking = 0): Promise<void> {
    const who = ofPerson(userId);
    const count = await countRunning(who, person.atOnce - alsoAsking);
    if (count + alsoAsking >= person.atOnce) {
      const views = await board.runningOf(userId);
      const say = (words: Words) =>
        words.orders.tooManyAtOnce(person.atOnce, runningIn(views, words).join(', '));
      throw new UserError(say, { status: 429 });
    }
    const ms = await waitMs(who, person);
    if (ms <= 0) return;
    const say = ({ orders, duration }: Words) =>
      orders.tooManyInWindow(person.inWindow, duration(windowMs), soon(ms, duration), count);
    throw new UserError(say, { status: 429 });
  }

  /** @throws UserError (429) as above */
  async function needServer(guildId: string): Promise<void> {
    const who = ofServer(guildId);
    const count = await countRunning(who, server.atOnce);
    if (count >= server.atOnce) {
      throw new UserError(({ orders }) => orders.serverTooManyAtOnce(count), { status: 429 });
    }
    const ms = await waitMs(who, server);
    if (ms <= 0) return;
    const say = ({ orders, duration }: Words) =>
      orders.serverTooManyInWindow(server.inWindow, duration(windowMs), soon(ms, duration));
    throw new UserError(say, { status: 429 });
  }

  async function count(order: Asked): Promise<void> {
    const score = now();
    const lists = whose(order).flatMap((who) => [running(who), asked(who)]);
    const places = [...placesIn(lists, order), counted(order)];
    await index.update({ add: places.map((place) => ({ ...place, score })) });
    for (const list of whose(order).map(asked)) {
      const old = await index.page(list, { to: score - windowMs, limit: 100 });
      const gone = old.members.map(({ member }) => ({ list, member }));
      if (gone.length > 0) await index.update({ remove: gone });
    }
  }

  /** One after the other, where two could both be the last that there is room for. */
  const inTurn = (who: string[], work: () => Promise<void>): Promise<void> =>
    who.reduce<() => Promise<void>>(
      (inner, one) => () => locked(store, `order-limits:${one}`, inner),
      work,
    )();

  async function giveBack(order: Asked): Promise<void> {
    const lists = whose(order).flatMap((who) => [running(who), asked(who)]);
    await index.update({ remove: [...placesIn(lists, order), counted(order)] });
  }

  return {
    /**
     * Before it is known what exactly is asked for.
     * @param alsoAsking how often they are asking at this moment
     * @throws UserError (429)
     */
    needPerson,

    /** Counts an order, until its outcome and in the window. @throws UserError (429), and it does not count */
    take: (order: Asked): Promise<void> =>
      inTurn(whose(order), async () => {
        await needPerson(order.requesterId);
        if (order.guildId !== NO_GUILD) await needServer(order.guildId);
        await count(order);
      }),

    /** It came to nothing before it began. */
    giveBack,

    /** Gives back what processes that died have counted, and nobody will ever work on. */
    async dropLost(): Promise<void> {
      const to = store.isShared ? now() - LOST_MS : now();
      const { members } = await index.page(COUNTED, { to, limit: 1000 });
      for (const order of members.map(({ member }) => countedOrder(member))) {
        if (!(await orders.has(order.id))) await giveBack(order);
      }
    },

    /** What a person asked for. */
    async forget(userId: string): Promise<void> {
      await index.drop(asked(ofPerson(userId)));
    },
  };
}

const countedMember = ({ id, requesterId, guildId }: Asked) => [id, requesterId, guildId].join(':');

function countedOrder(member: string): Asked {
  const [id = '', requesterId = '', guildId = ''] = member.split(':');
  return { id, requesterId, guildId };
}

/** What runs for somebody, furthest first, in words for them. */
function runningIn(views: KeptView[], words: Words): string[] {
  const language = LANGUAGES.find((one) => wordsIn(one) === words) ?? USUAL;
  return views.slice(0, TOLD).map((kept) => {
    const { title, fromMs, toMs, lengthMs = toMs - fromMs, words: step } = readKept(kept, language);
    return words.orders.running(title || words.duration(lengthMs), step);
  });
}

/** Never "in 0 s". */
const soon = (ms: number, duration: Words['duration']) =>
  duration(Math.max(1000, Math.ceil(ms / 1000) * 1000));
