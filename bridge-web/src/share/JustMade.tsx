import type { Places } from '../places.ts';
import { Orders } from '../ui/Orders.tsx';
import { say } from './clip-texts.ts';
import type { useOrders } from './use-orders.ts';

const MOST = 6;

interface Props extends ReturnType<typeof useOrders> {
  places: Places | undefined;
}

/** The clips just made, wherever they were asked for. */
export function JustMade({ orders, trouble, refresh, places }: Props) {
  return (
    <Orders title={say.made} orders={orders.slice(0, MOST)} places={places} onCancel={refresh}>
      {trouble && <p class="quiet small">{say.ordersAway(trouble)}</p>}
      {!trouble && orders.length === 0 && <p class="quiet small">{say.noneMade}</p>}
    </Orders>
  );
}
