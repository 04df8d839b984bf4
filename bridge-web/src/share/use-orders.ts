import { useEffect, useState } from 'preact/hooks';
import { type ClipOrder, readOrders, withOrder } from '../clip-orders.ts';
import type { PageEvents } from '../page-events.ts';
import { toast } from '../ui/toasts.ts';
import { apiWords } from './status.ts';

/** The clips that this person asked for, wherever they did, newest first. */
export function useOrders(events: PageEvents) {
  const [orders, setOrders] = useState<ClipOrder[]>([]);
  const [trouble, setTrouble] = useState<string>();
  const refresh = () =>
    readOrders().then(
      (read) => {
        setOrders(read);
        setTrouble(undefined);
      },
      (error) => setTrouble(apiWords(error)),
    );
  // Connected, at first or again: whatever happened before is not told.
  useEffect(
    () =>
      events.listen({
        ready: refresh,
        order(order) {
          setOrders((before) => withOrder(before, order));
          // The list may be far below what one looks at.
          if (order.state === 'failed' && order.error) toast('bad', order.error);
        },
      }),
    [events],
  );
  return { orders, trouble, refresh };
}
