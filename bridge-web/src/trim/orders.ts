import { type ClipOrder, readOrders } from '../clip-orders.ts';

export interface OrdersListener {
  /** One of them changed. */
  order(order: ClipOrder): void;
  /** All, after a while in which changes may have been missed. */
  orders(orders: ClipOrder[]): void;
  /** A recording ended or failed: this page may be the only one that hears of it. */
  recording(ended: { error?: string }): void;
}

const AGAIN_MS = 5000;

/** Tells how orders get on, across lost connections and restarts. @returns a function that ends it */
export function watchOrders(listener: OrdersListener): () => void {
  let events: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    events = new EventSource('/api/events');
    events.addEventListener('READY', () => {
      // Who can't be asked now is asked again by the next READY.
      readOrders().then(listener.orders, () => undefined);
    });
    events.addEventListener('CLIP_PROGRESS', ({ data }: MessageEvent<string>) => {
      listener.order(JSON.parse(data));
    });
    for (const name of ['REPLAY_BUFFER_STOPPED', 'REPLAY_BUFFER_FAILED']) {
      events.addEventListener(name, ({ data }: MessageEvent<string>) => {
        listener.recording(JSON.parse(data));
      });
    }
    events.addEventListener('error', () => {
      // It connects again by itself, but not where it was refused.
      if (events.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    events.close();
  };
}
