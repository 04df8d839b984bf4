import { ApiError, call } from './api.ts';
import type { ClipOrder } from './clip-orders.ts';
import type { ClippedByOther } from './clipped-by-other.ts';
import { language } from './i18n.ts';

/** How a recording ended. */
export interface Ending {
  sessionId?: string;
  channelId: string;
  atMs: number;
  /** Only of one that failed: why, for a person. */
  error?: string;
}

/** What happens to a recording before it runs. */
export interface Progress {
  channelId?: string;
  state: 'waiting';
  /** In the queue for a free recorder, from 1. */
  place?: number;
}

export interface EventListener {
  /** Connected, at first or again: whatever isn't kept for who is away may have been missed. */
  ready?(): void;
  /** Something changed in a recording, or about who is signed in. @param progress undefined: what was said before is over */
  changed?(progress: Progress | undefined): void;
  ended?(ending: Ending): void;
  /** It ended while nobody looked. */
  missed?(ending: Ending): void;
  order?(order: ClipOrder): void;
  /** Somebody else has clipped this person's share. */
  clipped?(clip: ClippedByOther): void;
  /** The server is away for so long that one notices. */
  away?(): void;
  /** Nobody is signed in here any more. */
  signedOut?(): void;
}

export type PageEvents = ReturnType<typeof openEvents>;

const NAMES = {
  started: 'REPLAY_BUFFER_STARTED',
  stopped: 'REPLAY_BUFFER_STOPPED',
  failed: 'REPLAY_BUFFER_FAILED',
  progress: 'REPLAY_BUFFER_PROGRESS',
  clip: 'CLIP_PROGRESS',
  clipped: 'CLIPPED_BY_OTHER',
  signedOut: 'SIGNED_OUT',
};
/** Remembers in this tab up to where it has got the events, for the page after a reload. */
const LAST = 'hindsight.lastEvent';
/** A browser gives up for good on anything but a lost connection, such as a proxy's error page; ms. */
const AGAIN_MS = 3000;
/** A server that restarts is back before this, ms. */
const PATIENCE_MS = 1500;

/** What the server tells this person's pages as it happens. */
export function openEvents(userId: string) {
  const listeners = new Set<EventListener>();
  const tell = (about: (listener: EventListener) => void) => listeners.forEach(about);
  let again: ReturnType<typeof setTimeout> | undefined;
  let saying: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  // What comes before READY happened while this page wasn't there.
  let ready = false;
  let source = open();

  function open(): EventSource {
    const from = goOnBehind(sessionStorage.getItem(LAST), userId);
    const events = new EventSource(`/api/events${from}${from ? '&' : '?'}language=${language}`);
    const remember = (id: string) => sessionStorage.setItem(LAST, `${userId}:${id}`);
    events.addEventListener('open', () => {
      ready = false;
    });
    events.addEventListener('error', () => {
      ready = false;
      saying ??= setTimeout(() => tell((one) => one.away?.()), PATIENCE_MS);
      if (events.readyState === EventSource.CLOSED) again = setTimeout(openAgain, AGAIN_MS);
    });
    events.addEventListener('READY', ({ lastEventId }) => {
      ready = true;
      clearTimeout(saying);
      saying = undefined;
      remember(lastEventId);
      tell((one) => one.ready?.());
    });
    events.addEventListener(NAMES.clip, ({ data }) => {
      const order: ClipOrder = JSON.parse(data);
      tell((one) => one.order?.(order));
    });
    events.addEventListener(NAMES.clipped, ({ data }) => {
      const clip: ClippedByOther = JSON.parse(data);
      tell((one) => one.clipped?.(clip));
    });
    events.addEventListener(NAMES.started, () => tell((one) => one.changed?.(undefined)));
    events.addEventListener(NAMES.signedOut, () => {
      tell((one) => one.changed?.(undefined));
      void askWhoIsHere();
    });
    events.addEventListener(NAMES.progress, ({ data }) => {
      const progress: Progress = JSON.parse(data);
      tell((one) => one.changed?.(progress));
    });
    for (const name of [NAMES.stopped, NAMES.failed]) {
      events.addEventListener(name, ({ data, lastEventId }) => {
        remember(lastEventId);
        const ending: Ending = { ...JSON.parse(data), atMs: Number(lastEventId) };
        tell((one) => one.changed?.(undefined));
        tell((one) => (ready ? one.ended?.(ending) : one.missed?.(ending)));
      });
    }
    return events;
  }

  async function openAgain(): Promise<void> {
    await askWhoIsHere();
    // Meanwhile somebody may have signed in, in another tab.
    if (!isClosed) source = open();
  }

  /** A refused connection doesn't tell why, and another tab may have signed in anew already. */
  async function askWhoIsHere(): Promise<void> {
    try {
      await call('GET', '/api/session');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 && !isClosed) tell((one) => one.signedOut?.());
    }
  }

  return {
    /** Who comes late is told at once that it is connected. @returns ends it */
    listen(listener: EventListener): () => void {
      listeners.add(listener);
      if (ready) listener.ready?.();
      return () => void listeners.delete(listener);
    },
    close(): void {
      isClosed = true;
      clearTimeout(again);
      clearTimeout(saying);
      source.close();
    },
  };
}

/** @param last `{userId}:{event id}` of somebody who used this tab @returns a query, or nothing */
export function goOnBehind(last: string | null, userId: string): string {
  const [owner, id = ''] = last?.split(':') ?? [];
  return owner === userId && /^\d+$/.test(id) ? `?lastEventId=${id}` : '';
}
