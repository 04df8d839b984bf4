import { UserError } from '../errors.ts';
import type { StoreEntry } from './contents.ts';
import type { Store } from './store.ts';
import { readTransfer, readVersion, writeTransfer } from './transfer-file.ts';
import { endImport, IMPORTING, needReadable, STORE_VERSION, versionOf } from './version.ts';

const AT_ONCE = 500;

/**
 * Writes everything that a store keeps into a file, also while Hindsight works with it.
 * @returns how many entries
 * @throws UserError when the store is incomplete, or a newer program's
 */
export async function exportStore(store: Store, file: string): Promise<number> {
  await needReadable(store);
  return writeTransfer(file, await versionOf(store), store.contents.walk());
}

/**
 * Puts what a file has into a store; before anything is changed, the whole file is read. A store in which that was
 * broken off says so, whoever opens it, until it is imported again.
 * @param replace what is in the store goes first
 * @returns how many entries
 * @throws UserError when the file is not right, the store not empty or in use
 */
export async function importStore(
  store: Store,
  file: string,
  { replace = false } = {},
): Promise<number> {
  const version = await readVersion(file);
  if (version > STORE_VERSION) {
    throw new UserError(
      `${file} is of a newer Hindsight: its version is ${version}, and this one knows ${STORE_VERSION}. Import it with that one.`,
    );
  }
  let entries = 0;
  for await (const _ of readTransfer(file)) entries += 1;
  const { contents } = store;
  if ((await contents.leases()).some((name) => /^(server|process)\b/.test(name))) {
    throw new UserError(
      'Hindsight runs on that store. Stop it first; one that was killed is forgotten after 15 seconds.',
    );
  }
  if (!replace && !(await contents.isEmpty())) {
    throw new UserError(
      'That store is not empty. With --replace, all that it keeps is removed first.',
    );
  }
  await contents.clear([IMPORTING]);
  let batch: StoreEntry[] = [];
  for await (const entry of readTransfer(file)) {
    if (batch.push(entry) < AT_ONCE) continue;
    await contents.put(batch);
    batch = [];
  }
  await contents.put(batch);
  await endImport(store);
  return entries;
}
