import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../commands/soon.ts';
import type { Log } from '../server/log.ts';
import { RecentMap } from '../server/recent-map.ts';
import type { Store } from '../server/store/store.ts';

/** An interaction's token is good for so long; after that nothing can be done for it anyway, ms. */
const KEEP_MS = 15 * 60_000;
/** Of Discord's three seconds: so long a process that ends leaves an interaction to its successor, ms. */
const LEAVE_MS = 700;

/** Whether an interaction is ours to do: true once among all processes, however often Discord sends it. */
export type Once = (interactionId: string) => Promise<boolean>;

/** @param closing aborted when this process ends: then it does only what no other one takes */
export function createOnce(parts: {
  store: Pick<Store, 'claim'>;
  closing: AbortSignal;
  log: Log;
}): Once {
  const { store, closing, log } = parts;
  const seen = new RecentMap<true>(KEEP_MS, Date.now);
  return async (interactionId) => {
    if (seen.get(interactionId)) return false;
    seen.set(interactionId, true);
    if (closing.aborted) await sleep(LEAVE_MS);
    const claim = store.claim(`interaction:${interactionId}`, KEEP_MS);
    // Without the store nobody knows; whoever typed it rather hears twice that something is broken than never.
    return within(claim, true).catch((err) => {
      log.warn({ err, interactionId }, 'whether another process has an interaction is not known');
      return true;
    });
  };
}
