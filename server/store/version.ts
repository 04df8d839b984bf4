import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { StoreEntry } from './contents.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Migration, MigrationParts } from './migrations/migration.ts';
import type { Store } from './store.ts';

/** Of the stores that this program writes. */
export const STORE_VERSION = MIGRATIONS.length;

const LEASE = 'migration';
/** A process that dies while it migrates holds up the others for so long, ms. */
const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3000;
const LOOK_EVERY_MS = 200;

/** What is known of a store as a whole. */
const facts = (store: Pick<Store, 'records'>) => store.records<number>('store');

export async function versionOf(store: Pick<Store, 'records'>): Promise<number> {
  return (await facts(store).get('version')) ?? 0;
}

/** In a store from the moment that an import begins until it is done; as Keyv writes it. */
export const IMPORTING: StoreEntry = {
  ...{ kind: 'record', namespace: 'store', key: 'importing' },
  value: JSON.stringify({ value: 1 }),
};

export async function endImport(store: Pick<Store, 'records'>): Promise<void> {
  await facts(store).delete('importing');
}

/**
 * To be asked before anything is read or written.
 * @throws UserError when a newer program has written it, or an import into it was broken off
 */
export async function needReadable(
  store: Pick<Store, 'records'>,
  latest = STORE_VERSION,
): Promise<void> {
  const version = await versionOf(store);
  if (version > latest) {
    throw new UserError(
      `The store was written by a newer Hindsight: its version is ${version}, and this one knows ${latest}. Start the newer one again, or put back a backup from before the update (docs/backup.md).`,
    );
  }
  if (await facts(store).has('importing')) {
    throw new UserError(
      'The store is incomplete: an import into it was broken off. Run `npm run store -- import FILE --replace` again.',
    );
  }
}

/**
 * Brings the store to this program's version, once among all processes that start: the others wait for it.
 * @throws UserError as `needReadable` does
 */
export async function migrate(
  parts: MigrationParts,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const { store, log } = parts;
  const owner = randomUUID();
  const isDone = async () => {
    await needReadable(store, migrations.length);
    return (await versionOf(store)) === migrations.length;
  };
  while (!(await isDone())) {
    if (!(await store.lease(LEASE, owner, LEASE_MS))) {
      await sleep(LOOK_EVERY_MS);
      continue;
    }
    const renewing = setInterval(() => {
      store.lease(LEASE, owner, LEASE_MS).catch((err) => log.warn({ err }, 'a lease ran out'));
    }, RENEW_EVERY_MS);
    try {
      for (let done = await versionOf(store); done < migrations.length; done += 1) {
        await migrations[done]?.(parts);
        // Not one more than what stands there: where the lease was lost, another process counts, too.
        await facts(store).set('version', done + 1);
      }
    } finally {
      clearInterval(renewing);
      await store.release(LEASE, owner);
    }
  }
}
