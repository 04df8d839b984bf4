import type { Clip, ClipPage, Facets } from './clips.ts';

/** The clips that were loaded so far, in their order. */
export interface Feed {
  clips: Clip[];
  /** Where the next page begins; absent on the last one. */
  cursor?: string;
  facets: Facets;
  state: 'loading' | 'idle' | 'failed';
  /** Why it failed, for a person. */
  error?: string;
  /** Whether the first page is there. */
  begun: boolean;
}

export const EMPTY: Feed = {
  clips: [],
  facets: { people: [], channels: [], markers: [] },
  state: 'loading',
  begun: false,
};

/** One page more. A clip that came twice (one was deleted meanwhile) is shown once. */
export function withPage(feed: Feed, page: ClipPage): Feed {
  const known = new Set(feed.clips.map(({ id }) => id));
  const clips = [...feed.clips, ...page.clips.filter(({ id }) => !known.has(id))];
  const { cursor, facets = feed.facets } = page;
  return { clips, facets, state: 'idle', begun: true, ...(cursor && { cursor }) };
}

/** The first page once more: what is new stands in front, what is known is up to date. */
export function withNewest(feed: Feed, page: ClipPage): Feed {
  const fresh = new Map(page.clips.map((clip) => [clip.id, clip]));
  const rest = feed.clips.filter(({ id }) => !fresh.has(id));
  const known = feed.clips.length > 0 || feed.cursor;
  if (!known) return withPage(feed, page);
  return { ...feed, clips: [...page.clips, ...rest], facets: page.facets ?? feed.facets };
}

export function withClip(feed: Feed, changed: Clip): Feed {
  return { ...feed, clips: feed.clips.map((clip) => (clip.id === changed.id ? changed : clip)) };
}

export function withoutClips(feed: Feed, gone: string[]): Feed {
  return { ...feed, clips: feed.clips.filter(({ id }) => !gone.includes(id)) };
}

/** Deleted ones that are there again, where they were. @param before the clips as they were then */
export function withBack(feed: Feed, before: Clip[], back: string[]): Feed {
  const here = new Map(feed.clips.map((clip) => [clip.id, clip]));
  const known = new Set(before.map(({ id }) => id));
  const old = before.flatMap((clip) => {
    const still = here.get(clip.id) ?? (back.includes(clip.id) ? clip : undefined);
    return still ? [still] : [];
  });
  const unknown = feed.clips.filter(({ id }) => !known.has(id));
  // What came since stands in front of what was there, or was loaded behind it.
  const firstOld = feed.clips.findIndex(({ id }) => known.has(id));
  const inFront = new Set(feed.clips.slice(0, Math.max(0, firstOld)).map(({ id }) => id));
  return {
    ...feed,
    clips: [
      ...unknown.filter(({ id }) => inFront.has(id)),
      ...old,
      ...unknown.filter(({ id }) => !inFront.has(id)),
    ],
  };
}
