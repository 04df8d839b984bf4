/** What a bad network does to the packets of one direction. All of it may be changed at any time. */
export interface Impairment {
  /** Part of the packets that is lost, 0 to 1. */
  loss: number;
  /** Losses come in runs of so many packets on average (Gilbert and Elliott's model); 1: each by itself. */
  burst: number;
  /** One way, ms. */
  delayMs: number;
  /** Up to so much more, ms, different for each packet: they overtake each other. */
  jitterMs: number;
  /** Part of the packets that is held back for `reorderMs`, 0 to 1. */
  reorder: number;
  reorderMs: number;
  /** Part of the packets that comes twice, 0 to 1. */
  duplicate: number;
  /** Nothing passes. */
  dark: boolean;
}

export const UNIMPAIRED: Impairment = {
  ...{ loss: 0, burst: 1, delayMs: 0, jitterMs: 0 },
  ...{ reorder: 0, reorderMs: 30, duplicate: 0, dark: false },
};

/** How many packets met which fate. */
export interface Fates {
  passed: number;
  lost: number;
  doubled: number;
  /** Held back, so that others overtook them. */
  held: number;
}

/** Rolls the dice for each packet; the same seed gives the same fates. */
export class Impairer {
  setting: Impairment = { ...UNIMPAIRED };
  readonly fates: Fates = { passed: 0, lost: 0, doubled: 0, held: 0 };
  readonly #random: () => number;
  #inBurst = false;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** @returns after how many ms each copy of the next packet arrives; none when it is lost */
  next(): number[] {
    const { delayMs, jitterMs, reorder, reorderMs, duplicate, dark } = this.setting;
    if (this.#loses() || dark) {
      this.fates.lost += 1;
      return [];
    }
    this.fates.passed += 1;
    let atMs = delayMs + this.#random() * jitterMs;
    if (this.#random() < reorder) {
      this.fates.held += 1;
      atMs += reorderMs;
    }
    if (this.#random() >= duplicate) return [atMs];
    this.fates.doubled += 1;
    return [atMs, atMs + this.#random() * (jitterMs + 5)];
  }

  /** In the good state nothing is lost, in the bad one everything. */
  #loses(): boolean {
    const { loss, burst } = this.setting;
    const leave = 1 / Math.max(1, burst);
    const enter = Math.min(1, (loss * leave) / Math.max(1e-9, 1 - loss));
    if (burst <= 1) return this.#random() < loss;
    this.#inBurst = this.#inBurst ? this.#random() >= leave : this.#random() < enter;
    return this.#inBurst;
  }
}

/** Mulberry32: small, fast and good enough for dice. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
