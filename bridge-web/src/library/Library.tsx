import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type ClipOrder, isOver, readOrders, withOrder } from '../clip-orders.ts';
import type { Session } from '../session.ts';
import { toast } from '../ui/toasts.ts';
import { ClipDialog } from './ClipDialog.tsx';
import { type Clip, readUsage, type Usage } from './clips.ts';
import { Empty } from './Empty.tsx';
import { FilterBar } from './FilterBar.tsx';
import { withClip, withoutClips } from './feed.ts';
import { addressOf, EVERYTHING, type Filters, isNarrowed } from './filters.ts';
import { focusClip, Grid } from './Grid.tsx';
import { takeKept, useKept } from './kept.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { allOf, clicked, NOTHING, type Selection, without } from './selection.ts';
import { listenToServer } from './server-events.ts';
import { say } from './texts.ts';
import { UsageBar } from './UsageBar.tsx';
import { useActions } from './use-actions.ts';
import { useAddress } from './use-address.ts';
import { useFeed } from './use-feed.ts';
import { useOpenClip } from './use-open-clip.ts';

interface Props {
  session: Session;
  trouble?: string;
}

/** One's clips and those of one's servers: to find, watch, change, post and delete. */
export function Library({ session: { user, windowMs }, trouble }: Props) {
  const address = useAddress();
  const { filters } = address;
  const loaded = useFeed(filters);
  const { feed, setFeed } = loaded;
  const [usage, setUsage] = useState<Usage>();
  const [orders, setOrders] = useState<ClipOrder[]>([]);
  const [away, setAway] = useState(false);
  const [selection, setSelection] = useState<Selection>(() => ({
    ids: new Set(takeKept<string[]>('selection', user.id)),
  }));
  const chosen = useMemo(() => [...selection.ids], [selection]);
  useKept('selection', user.id, chosen.length > 0 ? chosen : undefined);
  const open = useOpenClip({
    id: address.clip,
    feed,
    onRead: (clip) => setFeed((shown) => withClip(shown, clip)),
    onGone(id) {
      setFeed((shown) => withoutClips(shown, [id]));
      address.close();
    },
  });

  // They can be counted anew at any time, and nothing waits for them.
  const countUsage = () => void readUsage().then(setUsage, () => undefined);
  const replace = (clip: Clip) => {
    setFeed((shown) => withClip(shown, clip));
    open.replace(clip);
  };
  const actions = useActions({
    feed,
    setFeed,
    replace,
    onGone: (ids) => setSelection((before) => without(before, ids)),
    onDone: countUsage,
  });
  const server = useRef({ here: () => {}, order: (_: ClipOrder) => {} });
  server.current = {
    here() {
      setAway(false);
      loaded.again();
      void loaded.refresh();
      countUsage();
      void readOrders().then(setOrders, () => undefined);
    },
    order(order) {
      setOrders((before) => withOrder(before, order));
      if (!isOver(order)) return;
      void loaded.refresh();
      void open.look();
      countUsage();
    },
  };
  useEffect(() => {
    if (trouble && trouble !== say.sessionEnded) toast('bad', trouble);
    return listenToServer({
      here: () => server.current.here(),
      away: () => setAway(true),
      order: (order) => server.current.order(order),
      ended: (error) =>
        toast(error === undefined ? 'plain' : 'bad', endedWords(error), { action: TO_SHARE }),
    });
  }, []);

  const ownIds = useMemo(() => feed.clips.filter(({ mine }) => mine).map(({ id }) => id), [feed]);
  const change = (changed: Partial<Filters>, typed = false) => {
    setSelection(NOTHING);
    address.filter({ ...filters, ...changed }, typed);
  };
  useEffect(() => {
    const clear = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !document.querySelector('dialog[open]')) setSelection(NOTHING);
    };
    addEventListener('keydown', clear);
    return () => removeEventListener('keydown', clear);
  }, []);

  const index = feed.clips.findIndex(({ id }) => id === open.clip?.id);
  const neighbour = (step: number) => {
    const clip = index < 0 ? undefined : feed.clips[index + step];
    return clip && (() => address.open(clip.id));
  };
  const busy = feed.state === 'loading';
  return (
    <main class="library">
      <div class="heading">
        <h1>{say.title}</h1>
        {usage && (
          <UsageBar
            usage={usage}
            windowMs={windowMs}
            onKeep={(id) => void actions.changeSeveral([id], { keep: true })}
            onOpen={address.open}
          />
        )}
      </div>
      {away && (
        <p class="notice bad" role="alert">
          {say.away}
        </p>
      )}
      <FilterBar filters={filters} facets={feed.facets} onChange={change} />
      <p class="quiet small" role="status">
        {busy && !feed.begun ? say.loading : say.shown(feed.clips.length, Boolean(feed.cursor))}
      </p>
      {feed.begun && !busy && feed.clips.length === 0 && !feed.cursor && (
        <Empty
          scope={filters.scope}
          narrowed={isNarrowed(filters)}
          onEverything={() => change({ ...EVERYTHING, scope: filters.scope })}
        />
      )}
      {feed.state === 'failed' && (
        <div class="notice bad" role="alert">
          <p>
            {feed.begun ? say.moreFailed : say.failedTitle} {feed.error}
          </p>
          <button type="button" onClick={loaded.again}>
            {say.tryAgain}
          </button>
        </div>
      )}
      {!feed.begun && busy && <Waiting />}
      {(feed.clips.length > 0 || feed.cursor) && (
        <Grid
          clips={feed.clips}
          hasMore={Boolean(feed.cursor)}
          busy={busy}
          selection={selection}
          addressOf={(id) => addressOf(filters, id)}
          onOpen={address.open}
          onSelect={(id, range) =>
            setSelection((before) => clicked(before, id, { order: ownIds, range }))
          }
          onEnd={loaded.more}
        />
      )}
      {selection.ids.size > 0 && (
        <SelectionBar
          clips={feed.clips.filter(({ id }) => selection.ids.has(id))}
          onAll={() => setSelection(allOf(ownIds))}
          onNone={() => setSelection(NOTHING)}
          onChange={(changed) => void actions.changeSeveral(chosen, changed)}
          onDelete={() => void actions.remove(chosen)}
        />
      )}
      {open.clip && (
        <ClipDialog
          clip={open.clip}
          userId={user.id}
          orders={orders}
          onClose={() => {
            const { id } = open.clip ?? {};
            address.close();
            // What was open is where one goes on, not where one came from.
            if (id) requestAnimationFrame(() => focusClip(id));
          }}
          onPrevious={neighbour(-1)}
          onNext={neighbour(1)}
          onChange={(changed) => actions.change(open.clip as Clip, changed, open.gone)}
          onReplace={replace}
          onDelete={() => {
            const { id } = open.clip as Clip;
            address.close();
            void actions.remove([id]);
          }}
          onTrouble={open.look}
        />
      )}
    </main>
  );
}

/** Where the clips will be. */
function Waiting() {
  return (
    <div class="waiting" aria-hidden="true">
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i} />
      ))}
    </div>
  );
}

const TO_SHARE = { label: say.toShare, run: () => location.assign('/share') };

const endedWords = (error: string | undefined) =>
  error === undefined ? say.bufferStopped : say.bufferFailed(error);
