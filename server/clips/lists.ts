import { NO_GUILD } from '../auth/access.ts';
import type { ListEntry, ListMember } from '../store/store.ts';
import { type Clip, type ClipPost, shownIn } from './clip.ts';
import { fold } from './fold.ts';

/** All of a person's clips, or those that members of a server may watch. */
export type Shelf = `clips:user:${string}` | `clips:guild:${string}:public`;

export const shelfOf = (userId: string): Shelf => `clips:user:${userId}`;
export const publicShelf = (guildId: string): Shelf => `clips:guild:${guildId}:public`;

/** The servers that have public clips, by their newest. */
export const PUBLIC_GUILDS = 'clips:public-guilds';
/** Clips that go by themselves, by when; of all and of a person. */
export const EXPIRING = 'clips:expiring';
export const expiringOf = (userId: string) => `clips:user:${userId}:expiring`;
/** Every clip of a server, by its size, bytes. */
export const sizesOf = (guildId: string) => `clips:guild:${guildId}:sizes`;
/** Clips that others keep of a person's screen. */
export const copiesOf = (sharerId: string) => `clips:copies-of:${sharerId}`;
/** Clips that were deleted and may yet be restored, by when that is over. */
export const DELETED = 'clips:deleted';

/** Messages with buttons to be looked at, by when: see button-watch.ts. */
export const BUTTONS_DUE = 'clips:buttons-due';

/** A clip's message as a member of that list. */
export function buttonsMember(
  { id }: Pick<Clip, 'id'>,
  { channelId, messageId }: MessageOf,
): string {
  return `${id}:${channelId}:${messageId}`;
}

type MessageOf = Pick<ClipPost, 'channelId' | 'messageId'>;

/** A clip's place in each order. */
const PLACES = {
  newest: ({ id, createdAtMs }: Clip) => ({ member: id, score: createdAtMs }),
  longest: ({ id, durationMs }: Clip) => ({ member: id, score: durationMs }),
  largest: ({ id, bytes }: Clip) => ({ member: id, score: bytes }),
  title: titlePlace,
} satisfies Record<string, (clip: Clip) => ListMember>;

export type Order = keyof typeof PLACES;
const ORDERS = Object.keys(PLACES) as Order[];

export const placeOf = (order: Order, clip: Clip): ListMember => PLACES[order](clip);

/** Between the title and the id; no title has it, and it is before all that a title may have. */
const END_OF_TITLE = '\u0001';
const KEY_BYTES = 6;
/** Behind every title. */
const UNTITLED = 2 ** (8 * KEY_BYTES);

/**
 * By the alphabet, with what an Index has: the first bytes as a number, then the title as the beginning of the
 * member's name, which decides between those of the same number. Without a title: last, and newest first.
 */
function titlePlace({ id, title, createdAtMs }: Clip): ListMember {
  const key = fold(title);
  const member = `${key}${END_OF_TITLE}${id}`;
  if (!key) return { member, score: 2 * UNTITLED - createdAtMs };
  const first = Buffer.concat([Buffer.from(key), Buffer.alloc(KEY_BYTES)]);
  return { member, score: first.readUIntBE(0, KEY_BYTES) };
}

/** The clip that a list's member is. */
export function clipIdOf(member: string): string {
  return member.slice(member.lastIndexOf(END_OF_TITLE) + 1);
}

/** What a shelf can be narrowed to. */
export type FacetKind = 'person' | 'channel' | 'marker';

export interface Filter {
  kind: FacetKind;
  value: string;
}

/** The clips of a shelf, or of a filter on it, in an order. */
export function listOf(shelf: Shelf, order: Order, filter?: Filter): string {
  if (filter) return `${shelf}:${order}:${filter.kind}:${filter.value}`;
  return order === 'newest' ? shelf : `${shelf}:${order}`;
}

/** The values that a filter can have on a shelf, each by its newest clip. */
export const facetList = (shelf: Shelf, kind: FacetKind) => `${shelf}:facet:${kind}`;

/** None for the part of a clip that is made only to be posted where the whole is too large: its id is no number. */
export function shelvesOf({ id, ownerId, guildId, visibility }: Clip): Shelf[] {
  if (!/^\d+$/.test(id)) return [];
  const own = shelfOf(ownerId);
  return visibility === 'public' && guildId !== NO_GUILD ? [own, publicShelf(guildId)] : [own];
}

/**
 * Among one's own clips a person is who asked for it; among others', whose screen it shows. Direct messages are one
 * channel, NO_GUILD.
 */
export function valuesOf(shelf: Shelf, kind: FacetKind, clip: Clip): string[] {
  if (kind === 'channel') return [clip.guildId === NO_GUILD ? NO_GUILD : clip.channelId];
  if (kind === 'marker') return [...new Set(clip.marks?.map(({ label }) => label))].filter(Boolean);
  return [shelf === shelfOf(clip.ownerId) ? clip.requesterId : clip.ownerId];
}

function filtersOf(shelf: Shelf, clip: Clip): Filter[] {
  const kinds: FacetKind[] = ['person', 'channel', 'marker'];
  return kinds.flatMap((kind) => valuesOf(shelf, kind, clip).map((value) => ({ kind, value })));
}

/** Every list that a clip is in. */
export function entriesOf(clip: Clip): ListEntry[] {
  const entries: ListEntry[] = [];
  for (const shelf of shelvesOf(clip)) {
    for (const order of ORDERS) {
      const place = placeOf(order, clip);
      for (const filter of [undefined, ...filtersOf(shelf, clip)]) {
        entries.push({ list: listOf(shelf, order, filter), ...place });
      }
    }
  }
  if (shelvesOf(clip).length > 0 && clip.guildId !== NO_GUILD) {
    entries.push({ list: sizesOf(clip.guildId), member: clip.id, score: clip.bytes });
  }
  if (shownIn(clip) !== clip.ownerId) {
    entries.push({ list: copiesOf(shownIn(clip)), member: clip.id, score: clip.createdAtMs });
  }
  if (clip.expiresAtMs !== undefined) {
    const place = { member: clip.id, score: clip.expiresAtMs };
    entries.push({ list: expiringOf(clip.ownerId), ...place }, { list: EXPIRING, ...place });
  }
  return entries;
}

/** A value that is listed as long as there are clips of it. */
export interface Facet {
  list: string;
  member: string;
  /** Its clips, newest last. */
  clips: string;
}

export function facetsOf(clip: Clip): Facet[] {
  const shelves = shelvesOf(clip);
  const facets = shelves.flatMap((shelf) =>
    filtersOf(shelf, clip).map((filter) => ({
      list: facetList(shelf, filter.kind),
      member: filter.value,
      clips: listOf(shelf, 'newest', filter),
    })),
  );
  const open = publicShelf(clip.guildId);
  return shelves.includes(open)
    ? [...facets, { list: PUBLIC_GUILDS, member: clip.guildId, clips: open }]
    : facets;
}
