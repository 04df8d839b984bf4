/** A map that forgets what has not been set anew for `keepMs`. */
export class RecentMap<V> {
  /** The one set last stands last. */
  readonly #entries = new Map<string, { value: V; setAtMs: number }>();
  readonly #keepMs: number;
  readonly #now: () => number;

  constructor(keepMs: number, now: () => number) {
    this.#keepMs = keepMs;
    this.#now = now;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key)?.value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  set(key: string, value: V): void {
    const nowMs = this.#now();
    this.#entries.delete(key);
    this.#entries.set(key, { value, setAtMs: nowMs });
    for (const [oldest, { setAtMs }] of this.#entries) {
      if (nowMs - setAtMs <= this.#keepMs) break;
      this.#entries.delete(oldest);
    }
  }
}
