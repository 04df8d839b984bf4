/** A clock that stands while this process does nothing: what came meanwhile was not silence, it waits to be read. */
export class AttentiveClock {
  readonly #mostMs: number;
  #ms = 0;
  #lookedAtMs = performance.now();

  /** @param mostMs it goes on by no more from one look to the next: longer than they are apart */
  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  /** At the latest look, ms. */
  get ms(): number {
    return this.#ms;
  }

  look(): void {
    const nowMs = performance.now();
    this.#ms += Math.min(nowMs - this.#lookedAtMs, this.#mostMs);
    this.#lookedAtMs = nowMs;
  }
}
