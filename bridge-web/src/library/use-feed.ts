import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { signedOut } from '../session.ts';
import { readClips } from './clips.ts';
import { EMPTY, type Feed, withNewest, withPage } from './feed.ts';
import { type Filters, queryOf } from './filters.ts';

/** As many as a first screen shows, so that ten thousand clips open as quickly as ten; then more at once. */
const FIRST = 24;
const FURTHER = 60;

/** The clips that the filters let through, as far as they were loaded. */
export function useFeed(filters: Filters) {
  const [feed, setFeed] = useState<Feed>(EMPTY);
  /** Of the newest request: an answer to other filters comes too late. */
  const turn = useRef(0);
  const current = useRef(feed);
  current.current = feed;

  async function load(from: Feed, limit: number): Promise<void> {
    const mine = ++turn.current;
    setFeed((shown) => ({ ...shown, state: 'loading', error: undefined }));
    try {
      const page = await readClips(queryOf(filters, { limit, cursor: from.cursor }));
      if (mine !== turn.current) return;
      setFeed((shown) => withPage(from.begun ? shown : EMPTY, page));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return signedOut();
      if (mine !== turn.current) return;
      setFeed((shown) => ({
        ...(from.begun ? shown : EMPTY),
        state: 'failed',
        error: error.message,
      }));
    }
  }

  const begin = () => load(EMPTY, FIRST);
  useEffect(() => void begin(), [filters]);

  return {
    feed,
    setFeed,
    /** The next page, unless it is on its way. */
    more(): void {
      const { state, cursor } = current.current;
      if (state === 'idle' && cursor) void load(current.current, FURTHER);
    },
    /** After a failure: what did not come. */
    again(): void {
      const { state, begun } = current.current;
      if (state === 'failed') void (begun ? load(current.current, FURTHER) : begin());
    },
    /** What is new, without leaving the place where one is. Quiet: the next time will do, too. */
    async refresh(): Promise<void> {
      if (filters.sort !== 'newest' || current.current.state !== 'idle') return;
      const mine = turn.current;
      const page = await readClips(queryOf(filters, { limit: FIRST })).catch(() => undefined);
      if (page && mine === turn.current) setFeed((shown) => withNewest(shown, page));
    },
  };
}
