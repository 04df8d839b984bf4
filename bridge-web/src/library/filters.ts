/** What of the library is shown, and in which order. */
export interface Filters {
  scope: 'mine' | 'public';
  /** Typed words. */
  q: string;
  sort: Sort;
  /** Empty: all of them. */
  person: string;
  channel: string;
  marker: string;
}

export const SORTS = ['newest', 'oldest', 'longest', 'largest', 'title'] as const;
export type Sort = (typeof SORTS)[number];

export const EVERYTHING: Filters = {
  scope: 'mine',
  q: '',
  sort: 'newest',
  person: '',
  channel: '',
  marker: '',
};

/** @param search of the page's address */
export function filtersIn(search: string): Filters {
  const query = new URLSearchParams(search);
  const word = (name: string) => query.get(name) ?? '';
  return {
    scope: word('scope') === 'public' ? 'public' : 'mine',
    q: word('q'),
    sort: SORTS.find((sort) => sort === word('sort')) ?? EVERYTHING.sort,
    person: word('person'),
    channel: word('channel'),
    marker: word('marker'),
  };
}

/** The page's address: only what differs from the whole library. @param clip that is open */
export function addressOf(filters: Filters, clip?: string): string {
  const query = differing(filters);
  if (clip) query.set('clip', clip);
  return query.size > 0 ? `/library?${query}` : '/library';
}

/** What the server is asked; the scope always, so that its default does not matter. */
export function queryOf(filters: Filters, page: { limit: number; cursor?: string }): string {
  const query = differing(filters);
  query.set('scope', filters.scope);
  query.set('limit', String(page.limit));
  if (page.cursor) query.set('cursor', page.cursor);
  return query.toString();
}

/** Whether some clips are left out: an empty list means something else then. */
export function isNarrowed({ q, person, channel, marker }: Filters): boolean {
  return Boolean(q.trim() || person || channel || marker);
}

function differing(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of Object.keys(EVERYTHING) as (keyof Filters)[]) {
    const value = filters[name].trim();
    if (value !== EVERYTHING[name]) query.set(name, value);
  }
  return query;
}
