import { Keyv, type KeyvStoreAdapter } from 'keyv';

/** One Keyv a namespace, each on a storage of its own, as Keyv wants it. */
export function keepRecords(openStorage: (namespace: string) => KeyvStoreAdapter) {
  const opened = new Map<string, Keyv>();
  return <T>(namespace: string): Keyv<T> => {
    let records = opened.get(namespace);
    if (!records) {
      const storage = openStorage(namespace);
      records = new Keyv({
        store: storage,
        namespace: storage.namespace,
        // The storages keep namespaces apart; Keyv's prefix would take the keys `a` and `{namespace}:a` for one.
        useKeyPrefix: false,
        throwOnErrors: true,
      });
      opened.set(namespace, records);
    }
    return records as Keyv<T>;
  };
}
