import { useEffect, useRef, useState } from 'preact/hooks';
import { type ClipOrder, isOver, readOrders, withOrder } from '../clip-orders.ts';
import { toast } from '../ui/toasts.ts';
import { listenToServer } from './server-events.ts';
import { say } from './texts.ts';

interface Listener {
  /** Connected, also again: what happened meanwhile is to be asked for. */
  onHere(): void;
  /** A clip was made or posted, or it failed. */
  onOver(): void;
}

/** What the server tells while the page is open, and whether it is there at all. */
export function useServer(listener: Listener): { orders: ClipOrder[]; away: boolean } {
  const [orders, setOrders] = useState<ClipOrder[]>([]);
  const [away, setAway] = useState(false);
  const current = useRef(listener);
  current.current = listener;
  useEffect(
    () =>
      listenToServer({
        here() {
          setAway(false);
          void readOrders().then(setOrders, () => undefined);
          current.current.onHere();
        },
        away: () => setAway(true),
        order(order) {
          setOrders((before) => withOrder(before, order));
          if (isOver(order)) current.current.onOver();
        },
        ended(error) {
          const failed = error !== undefined;
          const words = failed ? say.bufferFailed(error) : say.bufferStopped;
          toast(failed ? 'bad' : 'plain', words, { action: TO_SHARE });
        },
      }),
    [],
  );
  return { orders, away };
}

const TO_SHARE = { label: say.toShare, run: () => location.assign('/share') };
