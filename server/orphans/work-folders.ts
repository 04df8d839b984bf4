import type { InUse } from '../in-use.ts';
import type { Store } from '../store/store.ts';
import { folderPlace, nestedPlace } from './folder-place.ts';
import type { OwnedThings } from './sweep.ts';

/** A process that is gone for less than that may come back to its previews, ms. */
const RESTART_MS = 15 * 60_000;

/**
 * Previews are owned by the process that has them open.
 * @param parts.isShared processes have a folder each for theirs
 */
export function ownedPreviews(parts: {
  previewsPath: string;
  isShared: boolean;
  inUse: () => Promise<InUse>;
  now?: () => number;
}): OwnedThings {
  const { previewsPath, isShared, inUse, now = Date.now } = parts;
  return {
    what: 'preview',
    place: isShared ? nestedPlace(previewsPath) : folderPlace(previewsPath),
    owned: async () => new Set((await inUse()).previews),
    // Only this process itself could come back where there is no other one.
    isAtRest: ({ changedAtMs }) => !isShared || changedAtMs < now() - RESTART_MS,
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

/**
 * Temporary files are owned by the process whose folder they are in; where one process works alone, by that if it has
 * worked on them since it runs.
 */
export function ownedTemporary(tempPath: string, inUse: () => Promise<InUse>): OwnedThings {
  let asked: InUse | undefined;
  return {
    what: 'temporary',
    place: folderPlace(tempPath),
    async owned() {
      asked = await inUse();
      return new Set(asked.processes);
    },
    isAtRest: ({ changedAtMs }) =>
      asked !== undefined && (asked.processes.length > 0 || changedAtMs < asked.sinceMs),
  };
}
