const UNKNOWN_MS = 100;
/** Packets are looked after in steps of some 20 ms; after so long a second request does no harm on any path. */
const RETRY_MS = { least: 20, most: 500 };

/** How long an answer takes, as TCP estimates it (RFC 6298). */
export class RoundTrip {
  #smoothedMs: number | null = null;
  #deviationMs = 0;

  /** @param ms as far as it is known by now; null: not at all */
  constructor(ms: number | null) {
    if (ms !== null) this.observe(ms);
  }

  /** One answer took so long. */
  observe(ms: number): void {
    if (this.#smoothedMs === null) {
      this.#smoothedMs = ms;
      this.#deviationMs = ms / 2;
      return;
    }
    this.#deviationMs = 0.75 * this.#deviationMs + 0.25 * Math.abs(this.#smoothedMs - ms);
    this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * ms;
  }

  /** Usual time, ms. */
  get ms(): number {
    return this.#smoothedMs ?? UNKNOWN_MS;
  }

  /** An answer that isn't there after so long is hardly still on its way, ms. */
  get retryMs(): number {
    if (this.#smoothedMs === null) return UNKNOWN_MS;
    const lateMs = this.#smoothedMs + 4 * this.#deviationMs;
    return Math.min(Math.max(RETRY_MS.least, lateMs), RETRY_MS.most);
  }
}
