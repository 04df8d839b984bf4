/** What is asked for again so soon after it was done is a double click, a key that bounces or a second try, ms. */
const KEEP_MS = 3000;

/** Does the same thing once, however often it is asked for within moments. What failed can be tried again at once. */
export function createOnce<T>(keepMs = KEEP_MS) {
  const recent = new Map<string, Promise<T>>();

  function forget(key: string, done: Promise<T>): void {
    if (recent.get(key) === done) recent.delete(key);
  }

  return {
    once(key: string, work: () => Promise<T>): Promise<T> {
      const known = recent.get(key);
      if (known) return known;
      const done = work();
      recent.set(key, done);
      const later = () => forget(key, done);
      done.then(() => void setTimeout(later, keepMs).unref(), later);
      return done;
    },

    /** What came of it was nothing after all: it can be tried again at once, too. */
    forget(result: T): void {
      for (const [key, done] of recent) {
        done.then(
          (found) => found === result && forget(key, done),
          () => {},
        );
      }
    },
  };
}
