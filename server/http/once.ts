import { createHash } from 'node:crypto';
import type { Log } from '../log.ts';
import { locked } from '../store/locked.ts';
import type { Store } from '../store/store.ts';

/** What is asked for again so soon after it was done is a double click, a key that bounces or a second try, ms. */
const KEEP_MS = 3000;

/**
 * Does the same thing once, however often it is asked for within moments. What failed can be tried again at once.
 * @param shared where a balancer may bring the second click to another server, which then says what came of the first
 */
export function createOnce<T>(keepMs = KEEP_MS, shared?: { store: Store; log: Log }) {
  const recent = new Map<string, Promise<T>>();
  const done = shared?.store.isShared ? shared.store.records<T>('done-once') : null;
  // What was asked for may hold a person's words.
  const nameOf = (key: string) => createHash('sha256').update(key).digest('hex');

  function forget(key: string, result: Promise<T>): void {
    if (recent.get(key) === result) recent.delete(key);
  }

  /** Among all servers. */
  function workOnce(key: string, work: () => Promise<T>): Promise<T> {
    if (!shared || !done) return work();
    const name = nameOf(key);
    return locked(shared.store, `once:${name}`, async () => {
      const known = await done.get(name);
      if (known !== undefined) return known;
      const result = await work();
      await done.set(name, result, keepMs).catch((err) => {
        shared.log.warn({ err }, 'a second click may count at another server');
      });
      return result;
    });
  }

  async function forgetEverywhere(key: string): Promise<void> {
    await done?.delete(nameOf(key)).catch((err) => {
      shared?.log.warn({ err }, 'what came to nothing can be tried again only in a moment');
    });
  }

  return {
    once(key: string, work: () => Promise<T>): Promise<T> {
      const known = recent.get(key);
      if (known) return known;
      const result = workOnce(key, work);
      recent.set(key, result);
      const later = () => forget(key, result);
      result.then(() => void setTimeout(later, keepMs).unref(), later);
      return result;
    },

    /** What came of it was nothing after all: it can be tried again at once, too. */
    forget(result: T): void {
      for (const [key, known] of recent) {
        known.then(
          (found) => {
            if (found !== result) return;
            forget(key, known);
            void forgetEverywhere(key);
          },
          () => {},
        );
      }
    },
  };
}
