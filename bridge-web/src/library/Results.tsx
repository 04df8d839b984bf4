import { Empty } from './Empty.tsx';
import type { Feed } from './feed.ts';
import { addressOf, EVERYTHING, type Filters, isNarrowed } from './filters.ts';
import { Grid } from './Grid.tsx';
import type { Selection } from './selection.ts';
import { say } from './texts.ts';

interface Props {
  feed: Feed;
  filters: Filters;
  selection: Selection;
  onFilter(change: Partial<Filters>): void;
  onOpen(id: string): void;
  onSelect(id: string, range: boolean): void;
  onMore(): void;
  onAgain(): void;
}

/** The clips that were found, or why there are none. */
export function Results({ feed, filters, selection, ...on }: Props) {
  const { clips, begun, state, error } = feed;
  const busy = state === 'loading';
  const hasMore = Boolean(feed.cursor);
  return (
    <>
      <p class="quiet small" role="status">
        {begun ? say.shown(clips.length, hasMore) : busy && say.loading}
      </p>
      {begun && !busy && clips.length === 0 && !hasMore && (
        <Empty
          scope={filters.scope}
          narrowed={isNarrowed(filters)}
          onEverything={() => on.onFilter({ ...EVERYTHING, scope: filters.scope })}
        />
      )}
      {state === 'failed' && (
        <div class="notice bad" role="alert">
          <p>
            {begun ? say.moreFailed : say.failedTitle} {error}
          </p>
          <button type="button" onClick={on.onAgain}>
            {say.tryAgain}
          </button>
        </div>
      )}
      {!begun && busy && <Waiting />}
      {(clips.length > 0 || hasMore) && (
        <Grid
          clips={clips}
          hasMore={hasMore}
          busy={busy}
          selection={selection}
          addressOf={(id) => addressOf(filters, id)}
          onOpen={on.onOpen}
          onSelect={on.onSelect}
          onEnd={on.onMore}
        />
      )}
    </>
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
