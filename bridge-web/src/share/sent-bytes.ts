interface Reading {
  /** Time that was counted, ms: pauses between shares are not in it. */
  countedMs: number;
  bytes: number;
}

/** Readings further apart than this have a pause between them, ms. */
const LONGEST_MS = 10_000;

/** How much was sent in the last minutes, as the browser counted it. */
export class SentBytes {
  readonly #windowMs: number;
  #readings: Reading[] = [];
  #last: { atMs: number; total: number } | undefined;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** @param total of a counter that begins anew with each connection */
  add(atMs: number, total: number): void {
    const last = this.#last;
    this.#last = { atMs, total };
    const newest = this.#readings.at(-1) ?? { countedMs: 0, bytes: 0 };
    const goesOn = last && total >= last.total && atMs - last.atMs <= LONGEST_MS;
    if (!goesOn) {
      if (this.#readings.length === 0) this.#readings.push(newest);
      return;
    }
    const countedMs = newest.countedMs + atMs - last.atMs;
    this.#readings.push({ countedMs, bytes: newest.bytes + total - last.total });
    while (countedMs - (this.#readings[0]?.countedMs ?? 0) > this.#windowMs) this.#readings.shift();
  }

  /** @returns bit/s over the last `ms` that were counted; undefined while nothing was */
  bitrate(ms: number): number | undefined {
    const newest = this.#readings.at(-1);
    if (!newest) return undefined;
    const from = this.#readings.findLast(({ countedMs }) => newest.countedMs - countedMs >= ms);
    const oldest = from ?? this.#readings[0] ?? newest;
    const countedMs = newest.countedMs - oldest.countedMs;
    return countedMs > 0 ? ((newest.bytes - oldest.bytes) * 8000) / countedMs : undefined;
  }
}
