/** What is asked for again so soon after it was done is a double click, a key that bounces or a second try, ms. */
const KEEP_MS = 3000;

/** Does the same thing once, however often it is asked for within moments. What failed can be tried again at once. */
export function createOnce<T>(keepMs = KEEP_MS) {
  const recent = new Map<string, Promise<T>>();
  return (key: string, work: () => Promise<T>): Promise<T> => {
    const known = recent.get(key);
    if (known) return known;
    const done = work();
    recent.set(key, done);
    const forget = () => void recent.delete(key);
    done.then(() => void setTimeout(forget, keepMs).unref(), forget);
    return done;
  };
}
