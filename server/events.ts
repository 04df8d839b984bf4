import { EventEmitter } from 'node:events';
import PQueue from 'p-queue';
import type { Log } from './log.ts';
import type { Processes } from './processes.ts';
import { locked } from './store/locked.ts';
import type { Store } from './store/store.ts';
import { LANGUAGES, type Language } from './words/words.ts';

/** What a person's open pages are told as it happens. */
export interface PageEvent {
  name:
    | 'REPLAY_BUFFER_STARTED'
    | 'REPLAY_BUFFER_STOPPED'
    | 'REPLAY_BUFFER_FAILED'
    | 'REPLAY_BUFFER_PROGRESS'
    | 'CLIP_PROGRESS'
    /** Somebody else has clipped their share. */
    | 'CLIPPED_BY_OTHER';
  data: Record<string, unknown>;
  /** The same for who reads another language; of those that aren't kept. */
  dataIn?(language: Language): Record<string, unknown>;
}

/** An event as it reaches a page. */
export interface SentEvent extends PageEvent {
  /** When it happened, ms since the epoch, later for each of a person's; absent when it isn't kept. */
  id?: number;
}

interface KeptEvent extends PageEvent {
  id: number;
}

/** What a person missed, and up to where some page of theirs has got it. */
interface Kept {
  events: KeptEvent[];
  deliveredId: number;
}

export interface Subscription {
  /** Kept events that this page has not got, oldest first. */
  missed: KeptEvent[];
  /** Of the newest event until now, 0 when there was none. */
  newestId: number;
  leave(): void;
}

/** How an ended recording ended matters also to somebody who wasn't looking. */
const KEPT_NAMES = ['REPLAY_BUFFER_STOPPED', 'REPLAY_BUFFER_FAILED'];
const KEEP_MS = 7 * 24 * 3600_000;
const KEEP_EVENTS = 50;

/** On which processes tell one another of events. */
const TOPIC = 'events';

/** An event on its way to the pages that are open at another process. */
interface ToldEvent {
  /** Who tells it, and has brought it to its own pages. */
  from: string;
  userId: string;
  event: Omit<SentEvent, 'dataIn'>;
  /** What `dataIn` says. */
  inLanguages?: Partial<Record<Language, Record<string, unknown>>>;
}

export type Events = ReturnType<typeof createEvents>;

/**
 * Brings events to a person's open pages, each to all of them and in order, and keeps the important
 * ones for who is away: until one page has got them, at most 7 days, the last 50.
 * @param processes with a store that others share: pages may be open at any of them
 */
export function createEvents(
  store: Store,
  log: Log,
  now = Date.now,
  processes?: Pick<Processes, 'id' | 'isAlive'>,
) {
  const emitter = new EventEmitter().setMaxListeners(0);
  const pages = new Set<unknown>();
  const records = store.records<Kept>('events');
  // Everything in turn: who subscribes between two events gets the one as missed and the other live.
  const turns = new PQueue({ concurrency: 1 });

  const inTurn = <T>(userId: string, work: () => Promise<T>): Promise<T> =>
    turns.add(() => (store.isShared ? locked(store, `events:${userId}`, work) : work()));
  /** At which processes a person has pages open. */
  const pagesOf = (userId: string) => `pages:${userId}`;
  const hasPageHere = (userId: string) =>
    emitter.listeners(userId).some((listener) => pages.has(listener));

  /** Never rejects. */
  async function noteHere(userId: string): Promise<void> {
    if (!processes) return;
    const noted = hasPageHere(userId)
      ? store.index.add(pagesOf(userId), processes.id, now())
      : store.index.remove(pagesOf(userId), processes.id);
    await noted.catch((err) => {
      log.warn({ err, userId }, 'other processes do not know whether a page is open');
    });
  }

  async function hasPageElsewhere(userId: string): Promise<boolean> {
    if (!processes) return false;
    const { members } = await store.index.page(pagesOf(userId), { limit: 100 });
    for (const { member } of members) {
      if (await processes.isAlive(member)) return true;
      await store.index.remove(pagesOf(userId), member);
    }
    return false;
  }

  async function tellOthers(userId: string, { dataIn, ...event }: SentEvent): Promise<void> {
    if (!processes) return;
    const all = dataIn && LANGUAGES.map((language) => [language, dataIn(language)] as const);
    const told: ToldEvent = {
      ...{ from: processes.id, userId, event },
      ...(all && { inLanguages: Object.fromEntries(all) }),
    };
    await store.topics.publish(TOPIC, told).catch((err) => {
      log.warn({ err, userId }, 'pages elsewhere are not told of an event');
    });
  }

  function hear({ from, userId, event, inLanguages }: ToldEvent): void {
    if (from === processes?.id) return;
    const dataIn = (language: Language) => inLanguages?.[language] ?? event.data;
    emitter.emit(userId, { ...event, ...(inLanguages && { dataIn }) });
  }

  async function read(userId: string): Promise<Kept> {
    const { events = [], deliveredId = 0 } = (await records.get(userId)) ?? {};
    return { events: events.filter(({ id }) => id > now() - KEEP_MS), deliveredId };
  }

  const newestId = ({ events, deliveredId }: Kept) => Math.max(deliveredId, events.at(-1)?.id ?? 0);

  async function keep(userId: string, event: PageEvent): Promise<SentEvent> {
    const kept = await read(userId);
    // A clock that was set back must not put the newer event first.
    const sent = { id: Math.max(now(), newestId(kept) + 1), ...event };
    const events = [...kept.events, sent].slice(-KEEP_EVENTS);
    await records.set(userId, { ...kept, events }, KEEP_MS);
    return sent;
  }

  return {
    /** Hears of events elsewhere from here on. @returns a function that ends that */
    listen: async (): Promise<() => void> =>
      processes ? store.topics.subscribe(TOPIC, hear) : () => {},

    /** Never throws: what can't be kept is logged, and reaches open pages all the same. */
    publish(userId: string, event: PageEvent): void {
      void turns.add(async () => {
        let sent: SentEvent = event;
        if (KEPT_NAMES.includes(event.name)) {
          const kept = store.isShared
            ? locked(store, `events:${userId}`, () => keep(userId, event))
            : keep(userId, event);
          sent = await kept.catch((err) => {
            log.error({ err, userId, event }, 'an event could not be kept for its person');
            return event;
          });
        }
        emitter.emit(userId, sent);
        await tellOthers(userId, sent);
      });
    },

    /**
     * @param lastId of the last event that this page got, when it was connected before; else it gets
     *   what no page has got
     * @param listener must not throw
     * @param isPage somebody sees it; a program may listen without showing anything
     */
    subscribe: (
      userId: string,
      lastId: number | undefined,
      listener: (event: SentEvent) => void,
      isPage = true,
    ): Promise<Subscription> =>
      turns.add(async () => {
        const kept = await read(userId);
        const newest = newestId(kept);
        // A number that was never given out is no place to go on from.
        const from = lastId !== undefined && lastId <= newest ? lastId : kept.deliveredId;
        // What was kept elsewhere before this look may arrive only after it.
        const hearNew = (event: SentEvent) => {
          if (event.id === undefined || event.id > newest) listener(event);
        };
        emitter.on(userId, hearNew);
        if (isPage) pages.add(hearNew);
        await noteHere(userId);
        return {
          missed: kept.events.filter(({ id }) => id > from),
          newestId: newest,
          leave() {
            emitter.off(userId, hearNew);
            if (pages.delete(hearNew)) void turns.add(() => noteHere(userId));
          },
        };
      }),

    /** Whether a page of theirs is open, at any process. */
    hasPage: async (userId: string): Promise<boolean> =>
      hasPageHere(userId) || hasPageElsewhere(userId),

    /** What is kept for who is away, and up to where they have got it. */
    forget: (userId: string): Promise<void> =>
      inTurn(userId, async () => {
        await records.delete(userId);
      }),

    /** A page has got everything up to this event. */
    delivered: (userId: string, id: number): Promise<void> =>
      inTurn(userId, async () => {
        const kept = await read(userId);
        if (id > kept.deliveredId) await records.set(userId, { ...kept, deliveredId: id }, KEEP_MS);
      }),

    /** Resolves when all that was published until now is kept. */
    settled: () => turns.onIdle(),
  };
}
