import type { InUse } from '../in-use.ts';
import type { Store } from '../store/store.ts';
import { folderPlace } from './folder-place.ts';
import type { OwnedThings } from './sweep.ts';

/** Previews are owned by the server that has them open. */
export function ownedPreviews(previewsPath: string, inUse: () => Promise<InUse>): OwnedThings {
  return {
    what: 'preview',
    place: folderPlace(previewsPath),
    owned: async () => new Set((await inUse()).previews),
  };
}

/** What orders are cut of is owned by the order, from the moment it is taken until it has its outcome. */
export function ownedHeld(
  heldPath: string,
  store: Pick<Store, 'records'>,
  inUse: () => Promise<InUse>,
): OwnedThings {
  const orders = store.records('orders');
  return {
    what: 'held segments',
    place: folderPlace(heldPath),
    async owned(names) {
      const taken = await inUse();
      const known = await orders.get(names);
      return new Set([...taken.held, ...names.filter((_, i) => known[i] !== undefined)]);
    },
  };
}

/** Temporary files are owned by the process that has made them, or worked on them since it runs. */
export function ownedTemporary(tempPath: string, inUse: InUse): OwnedThings {
  return {
    what: 'temporary',
    place: folderPlace(tempPath),
    owned: async () => new Set(),
    isAtRest: ({ changedAtMs }) => changedAtMs < inUse.sinceMs,
  };
}
