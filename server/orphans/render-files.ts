import { orderOfHanded } from '../clips/remote-files.ts';
import type { Store } from '../store/store.ts';
import type { Place } from './place.ts';
import type { OwnedThings } from './sweep.ts';

/** What a worker has made is fetched at once; after so long nobody waits for it, ms. */
const FETCHED_MS = 3600_000;

/**
 * What processes hand each other for renders is owned by the order that it is for. What is made for another reason
 * has no record; it is left alone for as long as anybody could wait for it.
 */
export function ownedRenderFiles(parts: {
  place: Place;
  store: Pick<Store, 'records'>;
  now?: () => number;
}): OwnedThings {
  const { place, now = Date.now } = parts;
  const orders = parts.store.records('orders');
  return {
    what: 'render files',
    place,
    async owned(names) {
      const known = await orders.get(names.map((name) => orderOfHanded(name) ?? ''));
      return new Set(names.filter((_, i) => known[i] !== undefined));
    },
    isAtRest: ({ changedAtMs }) => changedAtMs < now() - FETCHED_MS,
  };
}
