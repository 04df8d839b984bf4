import type { ComponentChildren } from 'preact';
import { ApiError } from '../api.ts';
import { type ClipOrder, cancelOrder, isOver, lengthOf } from '../clip-orders.ts';
import { orderWords, stateName } from '../order-words.ts';
import type { Places } from '../places.ts';
import { clock, duration } from '../words.ts';
import { say } from './order-texts.ts';
import { placeName } from './place-name.ts';
import { toast } from './toasts.ts';

interface Props {
  title: string;
  orders: ClipOrder[];
  /** For the names of channels. */
  places: Places | undefined;
  /** What can be done about one that failed. */
  advice?: string;
  /** Somebody cancelled one, or tried to. */
  onCancel?(): void;
  /** Stands above the list. */
  children?: ComponentChildren;
}

/** Clips that were asked for, where each goes, and how far it is. */
export function Orders({ title, orders, places, advice, onCancel, children }: Props) {
  return (
    <section class="orders" aria-labelledby="orders">
      <h2 id="orders">{title}</h2>
      {children}
      <ul>
        {orders.map((order) => (
          <li key={order.id} class={order.state}>
            <p class="what">
              <b>{order.title || say.untitled}</b>
              <span class="quiet small">
                {clock(Math.round(lengthOf(order)))} → {placeName(order, places)}
              </span>
            </p>
            <OrderState order={order} />
            {order.state === 'failed' && advice && <p class="quiet small">{advice}</p>}
            <Ways order={order} onCancel={onCancel} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How one stands; also what the small panel shows of the newest. */
export function OrderState({ order }: { order: ClipOrder }) {
  const { state, part } = order;
  if (isOver(order)) {
    return (
      <div class="order-state">
        <span role="status" class={state === 'failed' ? 'notice bad' : undefined}>
          {orderWords(order)}
        </span>
      </div>
    );
  }
  return (
    <div class="order-state">
      {/* Read out when it changes; the words may change with every percent. */}
      <span role="status" class="unseen">
        {stateName(order)}
      </span>
      <span>{orderWords(order)}</span>
      <progress value={part} max={1} aria-label={stateName(order)} />
    </div>
  );
}

/** Away from it, and to what came of it: in tabs of their own, so that nothing on this page ends. */
function Ways({ order, onCancel }: { order: ClipOrder; onCancel: (() => void) | undefined }) {
  const { id, messageUrl, clipId } = order;
  return (
    <p class="row small">
      {!isOver(order) && (
        <button
          type="button"
          class="link"
          aria-label={say.cancelOf(nameOf(order))}
          onClick={() => void cancel(id).then(onCancel)}
        >
          {say.cancel}
        </button>
      )}
      {messageUrl && (
        <a href={messageUrl} target="_blank" rel="noreferrer">
          {say.openMessage}
        </a>
      )}
      {clipId && isOver(order) && (
        <a href={`/library?clip=${encodeURIComponent(clipId)}`} target="_blank">
          {say.inLibrary}
        </a>
      )}
    </p>
  );
}

export function nameOf(order: ClipOrder): string {
  return order.title || duration(Math.round(lengthOf(order) / 1000) * 1000);
}

async function cancel(id: string): Promise<void> {
  await cancelOrder(id).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    toast('bad', error.message);
  });
}
