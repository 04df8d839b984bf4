import type { Log } from '../log.ts';
import { locked } from '../store/locked.ts';
import type { Store } from '../store/store.ts';
import { installationSecret, replaceSecret } from './secret.ts';

/**
 * With a store that several machines share, their secrets are the same: those of whoever came first, which may have had
 * them before there was such a store. Each keeps a copy in its DATA_DIR, for jobs that are run by hand there.
 */
export async function shareSecrets(
  store: Store,
  dataDir: string,
  names: string[],
  log: Log,
): Promise<void> {
  if (!store.isShared) return;
  const records = store.records<string>('secrets');
  for (const name of names) {
    const own = installationSecret(dataDir, name);
    await locked(store, `secret:${name}`, async () => {
      const theirs = await records.get(name);
      if (theirs === undefined) await records.set(name, own);
      else if (theirs !== own) {
        replaceSecret(dataDir, name, theirs);
        log.info({ name }, 'from here on the secret of the other processes is used');
      }
    });
  }
}
