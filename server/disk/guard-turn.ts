import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/store.ts';

/** A guard that has died is followed by another one after so long, ms. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5000;
const ASK_EVERY_MS = 100;
const PATIENCE_MS = 10_000;

/** Another process makes room at the same place, and was not done in time. */
export class GuardBusy extends Error {
  override name = 'GuardBusy';
}

/**
 * One process guards a place, which others may share; a recording that can't write asks for a look at any time.
 * @param place the same for all who see the same segments
 */
export function createGuardTurn(store: Pick<Store, 'lease' | 'release'>, place: string) {
  const owner = randomUUID();
  const [watchKey, lookKey] = [`disk-watch:${place}`, `disk-look:${place}`];

  async function take(): Promise<void> {
    const untilMs = performance.now() + PATIENCE_MS;
    while (!(await store.lease(lookKey, owner, LEASE_MS))) {
      if (performance.now() > untilMs) throw new GuardBusy(`another process looks after ${place}`);
      await sleep(ASK_EVERY_MS);
    }
  }

  return {
    /** Whether it is this process that guards; asked before each of its regular looks. */
    guards: () => store.lease(watchKey, owner, LEASE_MS),

    /** Never two looks at once, in whatever processes. @throws GuardBusy */
    async during<T>(look: () => Promise<T>): Promise<T> {
      await take();
      const renewing = setInterval(() => {
        store.lease(lookKey, owner, LEASE_MS).catch(() => {});
      }, RENEW_EVERY_MS).unref();
      try {
        return await look();
      } finally {
        clearInterval(renewing);
        await store.release(lookKey, owner);
      }
    },

    end: () => store.release(watchKey, owner),
  };
}
