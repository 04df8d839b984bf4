import { type ClipOrder, cancelOrder, isOver, lengthOf } from '../clip-orders.ts';
import { orderWords, stateName } from '../order-words.ts';
import { toast } from '../ui/toasts.ts';
import { duration } from '../words.ts';
import { say } from './clip-texts.ts';
import { apiWords } from './status.ts';
import type { useOrders } from './use-orders.ts';

const MOST = 6;

/** The clips just made, wherever they were asked for, and how far they are. */
export function Orders({ orders, trouble, refresh }: ReturnType<typeof useOrders>) {
  const cancel = ({ id }: ClipOrder) =>
    cancelOrder(id)
      .catch((error) => toast('bad', apiWords(error)))
      .then(refresh);
  return (
    <section class="orders" aria-labelledby="made">
      <h2 id="made">{say.made}</h2>
      {trouble && <p class="quiet small">{say.ordersAway(trouble)}</p>}
      {!trouble && orders.length === 0 && <p class="quiet small">{say.noneMade}</p>}
      <ul>
        {orders.slice(0, MOST).map((order) => (
          <li key={order.id} class={order.state}>
            <p class="name">{nameOf(order)}</p>
            <OrderState order={order} />
            <p class="row">
              {!isOver(order) && (
                <button
                  type="button"
                  class="link"
                  aria-label={say.cancelOf(nameOf(order))}
                  onClick={() => cancel(order)}
                >
                  {say.cancel}
                </button>
              )}
              {order.messageUrl && (
                <a href={order.messageUrl} target="_blank" rel="noreferrer">
                  {say.toMessage}
                </a>
              )}
              {order.clipId && isOver(order) && (
                <a href={`/library?clip=${order.clipId}`} target="_blank">
                  {say.toLibrary}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How one stands; also what the small panel shows of the newest. */
export function OrderState({ order }: { order: ClipOrder }) {
  const { state, part, error } = order;
  return (
    <div class="order-state">
      {/* Read out when it changes; the words may change with every percent. */}
      <span class="unseen" role="status">
        {stateName(order)}
      </span>
      <span>{state === 'failed' ? stateName(order) : orderWords(order)}</span>
      {!isOver(order) && <progress value={part} max={1} aria-label={stateName(order)} />}
      {error && <p class="notice bad small">{error}</p>}
    </div>
  );
}

export function nameOf(order: ClipOrder): string {
  return order.title || duration(Math.round(lengthOf(order) / 1000) * 1000);
}
