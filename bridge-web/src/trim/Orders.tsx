import { ApiError } from '../api.ts';
import { type ClipOrder, cancelOrder, isOver, lengthOf } from '../clip-orders.ts';
import { orderWords, stateName } from '../order-words.ts';
import type { Places } from '../places.ts';
import { toast } from '../ui/toasts.ts';
import { clock } from '../words.ts';
import { placeName } from './place-name.ts';
import { say } from './texts.ts';

interface Props {
  orders: ClipOrder[];
  places: Places | undefined;
}

/** The clips that were ordered here, and how far each is. */
export function Orders({ orders, places }: Props) {
  if (orders.length === 0) return null;
  return (
    <section class="orders" aria-labelledby="orders">
      <h2 id="orders">{say.orders}</h2>
      <ul>
        {orders.map((order) => (
          <li key={order.id} class={order.state}>
            <Order order={order} where={placeName(order, places)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Order({ order, where }: { order: ClipOrder; where: string }) {
  const { id, title, state, part, messageUrl, clipId } = order;
  return (
    <>
      <p class="what">
        <b>{title || say.untitled}</b>
        <span class="quiet">
          {clock(Math.round(lengthOf(order)))} → {where}
        </span>
      </p>
      <p class="state" role={state === 'failed' ? 'alert' : 'status'}>
        {orderWords(order)}
      </p>
      {state === 'failed' && <p class="quiet small">{say.tryElsewhere}</p>}
      {!isOver(order) && (
        <div class="under-way">
          <progress aria-label={stateName(order)} value={part} max={1} />
          <button type="button" class="small" onClick={() => void cancel(id)}>
            {say.cancel}
          </button>
        </div>
      )}
      {(messageUrl || clipId) && isOver(order) && (
        <p class="links">
          {messageUrl && (
            <a href={messageUrl} target="_blank" rel="noreferrer">
              {say.openMessage}
            </a>
          )}
          {clipId && <a href={`/library?clip=${encodeURIComponent(clipId)}`}>{say.inLibrary}</a>}
        </p>
      )}
    </>
  );
}

async function cancel(id: string): Promise<void> {
  await cancelOrder(id).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    toast('bad', error.message);
  });
}
