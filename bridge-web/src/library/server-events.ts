import { ApiError, call } from '../api.ts';
import type { ClipOrder } from '../clip-orders.ts';
import { signedOut } from '../session.ts';

export interface ServerListener {
  /** Connected, also again: what happened meanwhile has to be asked for. */
  here(): void;
  /** Not for this long yet that one would notice. */
  away(): void;
  order(order: ClipOrder): void;
  /** A recording ended. @param error why, when it failed */
  ended(error: string | undefined): void;
}

/** How long the server may be away before it is said, and until it is asked again, ms. */
const PATIENCE_MS = 1500;
const AGAIN_MS = 2000;

/** @returns a function that ends it */
export function listenToServer(listener: ServerListener): () => void {
  let events: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  let saying: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    events = new EventSource('/api/events');
    const on = (name: string, heard: (data: string) => void) =>
      events.addEventListener(name, ({ data }: MessageEvent<string>) => heard(data));
    on('READY', () => {
      clearTimeout(saying);
      saying = undefined;
      listener.here();
    });
    on('SIGNED_OUT', signedOut);
    on('CLIP_PROGRESS', (data) => listener.order(JSON.parse(data)));
    on('REPLAY_BUFFER_STOPPED', () => listener.ended(undefined));
    on('REPLAY_BUFFER_FAILED', (data) => listener.ended(JSON.parse(data).error ?? ''));
    events.addEventListener('error', () => {
      saying ??= setTimeout(listener.away, PATIENCE_MS);
      // A browser goes on by itself after a lost connection, but not after a refusal.
      if (events.readyState === EventSource.CLOSED) again = setTimeout(ask, AGAIN_MS);
    });
  }

  async function ask(): Promise<void> {
    try {
      await call('GET', '/api/session');
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return signedOut();
    }
    connect();
  }

  connect();
  return () => {
    events.close();
    clearTimeout(again);
    clearTimeout(saying);
  };
}
