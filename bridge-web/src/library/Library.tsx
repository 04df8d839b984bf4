import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { toast } from '../ui/toasts.ts';
import { ClipDialog } from './ClipDialog.tsx';
import { type Clip, readUsage, type Usage } from './clips.ts';
import { FilterBar } from './FilterBar.tsx';
import { withClip, withoutClips } from './feed.ts';
import type { Filters } from './filters.ts';
import { focusClip, focusGridIfLost } from './Grid.tsx';
import { Results } from './Results.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { say } from './texts.ts';
import { UsageBar } from './UsageBar.tsx';
import { useActions } from './use-actions.ts';
import { useAddress } from './use-address.ts';
import { useFeed } from './use-feed.ts';
import { useOpenClip } from './use-open-clip.ts';
import { useSelection } from './use-selection.ts';
import { useServer } from './use-server.ts';

interface Props {
  session: Session;
  /** Why signing in by Discord did not work just now. */
  trouble?: string;
}

/** One's clips and those of one's servers: to find, watch, change, post and delete. */
export function Library({ session: { user, windowMs }, trouble }: Props) {
  const address = useAddress();
  const { filters } = address;
  const loaded = useFeed(filters);
  const { feed, setFeed } = loaded;
  const [usage, setUsage] = useState<Usage>();
  const selected = useSelection(user.id, feed.clips);
  const open = useOpenClip({
    id: address.clip,
    feed,
    onRead: (clip) => setFeed((shown) => withClip(shown, clip)),
    onGone(id) {
      setFeed((shown) => withoutClips(shown, [id]));
      address.close();
    },
  });
  // It can be counted anew at any time, and nothing waits for it.
  const countUsage = () => void readUsage().then(setUsage, () => undefined);
  const replace = (clip: Clip) => {
    setFeed((shown) => withClip(shown, clip));
    open.replace(clip);
  };
  const actions = useActions({ feed, setFeed, replace, onGone: selected.drop, onDone: countUsage });
  const { orders, away } = useServer(user.id, {
    onHere() {
      loaded.again();
      void loaded.refresh();
      countUsage();
    },
    onOver() {
      void loaded.refresh();
      void open.look();
      countUsage();
    },
  });
  useEffect(() => {
    if (trouble && trouble !== say.sessionEnded) toast('bad', trouble);
  }, []);

  const remove = async (ids: string[]) => {
    await actions.remove(ids);
    requestAnimationFrame(focusGridIfLost);
  };
  const filter = (change: Partial<Filters>, typed = false) => {
    selected.chooseNone();
    address.filter({ ...filters, ...change }, typed);
  };
  const index = feed.clips.findIndex(({ id }) => id === open.clip?.id);
  const neighbour = (step: number) => {
    const clip = index < 0 ? undefined : feed.clips[index + step];
    return clip && (() => address.open(clip.id));
  };
  const { clip } = open;
  return (
    <main class={`library${selected.clips.length > 0 ? ' choosing' : ''}`}>
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
      <FilterBar filters={filters} facets={feed.facets} onChange={filter} />
      <Results
        feed={feed}
        filters={filters}
        selection={selected.selection}
        onFilter={filter}
        onOpen={address.open}
        onSelect={selected.click}
        onMore={loaded.more}
        onAgain={loaded.again}
      />
      {selected.clips.length > 0 && (
        <SelectionBar
          clips={selected.clips}
          onAll={selected.chooseAll}
          onNone={selected.chooseNone}
          onChange={(change) => void actions.changeSeveral(idsOf(selected.clips), change)}
          onDelete={() => void remove(idsOf(selected.clips))}
        />
      )}
      {clip && (
        <ClipDialog
          clip={clip}
          userId={user.id}
          orders={orders}
          onClose={() => {
            address.close();
            // What was open is where one goes on, not where one came from.
            requestAnimationFrame(() => focusClip(clip.id));
          }}
          onPrevious={neighbour(-1)}
          onNext={neighbour(1)}
          onChange={(change) => actions.change(clip, change, open.gone)}
          onReplace={replace}
          onDelete={() => {
            address.close();
            void remove([clip.id]);
          }}
          onWithdraw={() => actions.withdraw(clip, address.close)}
          onTrouble={open.look}
        />
      )}
    </main>
  );
}

const idsOf = (clips: Clip[]) => clips.map(({ id }) => id);
