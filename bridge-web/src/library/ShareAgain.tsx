import { useState } from 'preact/hooks';
import { type ClipOrder, cancelOrder, isOver, postClip } from '../clip-orders.ts';
import { orderWords, stateName } from '../order-words.ts';
import { channelsOf, limitOf, type Places, readPlaces, type Target } from '../places.ts';
import { Destination } from '../ui/Destination.tsx';
import { megabytes } from '../words.ts';
import { attempt } from './attempt.ts';
import type { Clip } from './clips.ts';
import { say } from './texts.ts';

/** Posts a clip once more, and tells how far that is. */
export function ShareAgain({ clip, orders }: { clip: Clip; orders: ClipOrder[] }) {
  const [places, setPlaces] = useState<Places>();
  const [target, setTarget] = useState<Target>({ to: 'dm' });
  const [mine, setMine] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const limit = places && limitOf(target, places);

  const begin = async () => {
    setBusy(true);
    const found = await attempt(readPlaces);
    setBusy(false);
    if (!found) return;
    setPlaces(found);
    const known = channelsOf(found).find(({ id }) => id === clip.channelId) ?? channelsOf(found)[0];
    if (known) setTarget({ to: 'channel', channelId: known.id });
  };
  const post = async () => {
    setBusy(true);
    const order = await attempt(() => postClip(clip.id, target));
    setBusy(false);
    if (!order) return;
    setMine([...mine, order.id]);
    setPlaces(undefined);
  };
  // What was begun here stays to be read; what was begun elsewhere is shown while it goes on.
  const shown = orders.filter(
    (order) => mine.includes(order.id) || (order.clipId === clip.id && !isOver(order)),
  );
  const unheard = mine.filter((id) => !orders.some((order) => order.id === id));
  return (
    <section class="panel">
      {places ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void post();
          }}
        >
          <Destination places={places} target={target} library={false} onChoose={setTarget} />
          {limit !== undefined && limit < clip.bytes && (
            <p class="quiet small">{say.tooLarge(megabytes(clip.bytes), megabytes(limit))}</p>
          )}
          <div class="actions">
            <button type="submit" class="main" disabled={busy}>
              {say.post}
            </button>
            <button type="button" onClick={() => setPlaces(undefined)}>
              {say.cancel}
            </button>
          </div>
        </form>
      ) : (
        <button type="button" disabled={busy} onClick={() => void begin()}>
          {say.postAgain}
        </button>
      )}
      <div role="status">
        {unheard.map((id) => (
          <p key={id} class="quiet">
            {say.posting}
          </p>
        ))}
        {shown.map((order) => (
          <OrderState key={order.id} order={order} />
        ))}
      </div>
    </section>
  );
}

function OrderState({ order }: { order: ClipOrder }) {
  const { state, part, messageUrl } = order;
  return (
    <p class={`order ${state}`}>
      <span>{orderWords(order)}</span>
      {!isOver(order) && (
        <>
          <progress value={part} max={1} aria-label={stateName(order)} />
          <button type="button" class="link" onClick={() => attempt(() => cancelOrder(order.id))}>
            {say.cancel}
          </button>
        </>
      )}
      {messageUrl && (
        <a href={messageUrl} target="_blank" rel="noreferrer">
          {say.openMessage}
        </a>
      )}
    </p>
  );
}
