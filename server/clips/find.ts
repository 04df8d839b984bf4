import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Keyv } from 'keyv';
import { renderCursor } from '../store/cursor.ts';
import { mergedPage } from '../store/merge.ts';
import type { Index } from '../store/store.ts';
import type { Clip } from './clip.ts';
import { fold } from './fold.ts';
import {
  clipIdOf,
  type FacetKind,
  type Filter,
  facetList,
  listOf,
  type Order,
  placeOf,
  type Shelf,
  shelvesOf,
  valuesOf,
} from './lists.ts';

export type ClipSort = Order | 'oldest';

export interface ClipQuery {
  /** Part of the title; case and accents don't count. */
  text?: string | undefined;
  /** `newest` when left out. */
  sort?: ClipSort | undefined;
  person?: string | undefined;
  channel?: string | undefined;
  marker?: string | undefined;
  limit: number;
  /** From the page before; it stays good when clips come and go. */
  cursor?: string | undefined;
}

/** Values that filters can have, those with the newest clips first. */
export type Facets = Record<FacetKind, string[]>;

interface Parts {
  index: Index;
  records: Pick<Keyv<Clip & { deletedAtMs?: number }>, 'get'>;
}

/** So many records are looked through for one page; where more have to be, the cursor leads on. */
const MOST_READ = 2000;
const READ_AT_ONCE = 200;
const MOST_VALUES = 100;
const KINDS: FacetKind[] = ['person', 'channel', 'marker'];

/** A page may hold fewer clips than `limit` although there is a cursor. @throws UserError when the cursor is none */
export async function findClips(
  { index, records }: Parts,
  shelves: Shelf[],
  query: ClipQuery,
): Promise<{ clips: Clip[]; cursor?: string }> {
  const { limit, sort = 'newest' } = query;
  const order: Order = sort === 'oldest' ? 'newest' : sort;
  const newestFirst = sort !== 'oldest' && sort !== 'title';
  const filters = KINDS.flatMap((kind) => {
    const value = query[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const { lists, rest } = await narrowest(index, shelves, order, filters);
  const text = fold(query.text ?? '');
  const atOnce = text || rest.length > 0 ? READ_AT_ONCE : limit;

  /** What the record says counts, whatever list it was found in. */
  function belongs(clip: Clip, member: string): boolean {
    const shelf = shelvesOf(clip).find((one) => shelves.includes(one));
    return (
      shelf !== undefined &&
      placeOf(order, clip).member === member &&
      filters.every(({ kind, value }) => valuesOf(shelf, kind, clip).includes(value)) &&
      fold(clip.title).includes(text)
    );
  }

  const clips: Clip[] = [];
  let { cursor } = query;
  for (let read = 0; read < MOST_READ; read += atOnce) {
    const page = await mergedPage(index, lists, { limit: atOnce, newestFirst, cursor });
    const ids = page.members.map(({ member }) => clipIdOf(member));
    const found = ids.length > 0 ? await records.get(ids) : [];
    for (const [i, place] of page.members.entries()) {
      const clip = found[i];
      if (!clip || clip.deletedAtMs !== undefined || !belongs(clip, place.member)) continue;
      clips.push(clip);
      if (clips.length < limit) continue;
      const isLast = i === page.members.length - 1 && !page.cursor;
      return isLast ? { clips } : { clips, cursor: renderCursor(place) };
    }
    cursor = page.cursor;
    if (!cursor) return { clips };
    // SQLite answers without letting go, and what is recorded meanwhile must not wait for a search.
    await nextTurn();
  }
  return cursor ? { clips, cursor } : { clips };
}

/** The lists to look through: of the filter that leaves least; the others are for the records. */
async function narrowest(index: Index, shelves: Shelf[], order: Order, filters: Filter[]) {
  const ways = filters.map((filter) => ({
    lists: shelves.map((shelf) => listOf(shelf, order, filter)),
    rest: filters.filter((other) => other !== filter),
  }));
  const [first = { lists: shelves.map((shelf) => listOf(shelf, order)), rest: [] }] = ways;
  if (ways.length < 2) return first;
  const sized = await Promise.all(
    ways.map(async (way) => {
      const counts = await Promise.all(way.lists.map((list) => index.count(list)));
      return { ...way, count: counts.reduce((sum, count) => sum + count, 0) };
    }),
  );
  return sized.reduce((least, way) => (way.count < least.count ? way : least));
}

export async function findFacets(index: Index, shelves: Shelf[]): Promise<Facets> {
  const values = async (kind: FacetKind) => {
    const lists = shelves.map((shelf) => facetList(shelf, kind));
    const { members } = await mergedPage(index, lists, { limit: MOST_VALUES, newestFirst: true });
    return [...new Set(members.map(({ member }) => member))];
  };
  const [person, channel, marker] = await Promise.all([
    values('person'),
    values('channel'),
    values('marker'),
  ]);
  return { person, channel, marker };
}
