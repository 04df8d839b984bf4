import type { Store } from './store.ts';

const WRITES = ['add', 'remove', 'update', 'drop', 'set', 'delete'];

/** What a process that is dead by now would have written is not written. */
export class Died extends Error {}

/** A store as a process sees it that dies after so many writes of records and lists. */
export function dyingAfter(store: Store, writes: number): Store {
  let left = writes;
  const watched = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (WRITES.includes(String(name)) && left-- <= 0) throw new Died();
          return value.apply(target, args);
        };
      },
    });
  const records: Store['records'] = (namespace) => watched(store.records(namespace));
  return { ...store, index: watched(store.index), records };
}
