import { RESTART_AFTER } from './newest.ts';
import { Requests } from './requests.ts';
import type { RoundTrip } from './round-trip.ts';
import { Unwrap } from './unwrap.ts';

export interface InOrder<T> {
  item: T;
  /** What came before it never arrived. */
  afterLoss: boolean;
}

interface Stray<T> {
  sequence: number;
  item: T;
}

/** One packet from so far proves nothing; a second one this near to it does. */
const RESTART_TOGETHER = 100;
/** LiveKit keeps no more: of a longer gap the beginning is gone for good, so none of it is waited for. */
const MOST_MISSING = 500;
/**
 * What is waited for at once, and what waits for it; with more, the first gap is passed over at once. A lost second of
 * 20 Mbit/s misses as much; gap upon gap, on purpose, would fill the memory.
 */
const MOST_AT_ONCE = { missing: 4 * MOST_MISSING, waiting: 1 << 14 };

/** Puts packets into the order of their sequence numbers; waits for one that is missing, then goes on. */
export class Reorder<T> {
  readonly #waitMs: () => number;
  readonly #sequence = new Unwrap(16);
  readonly #waiting = new Map<number, T>();
  readonly #requests: Requests;
  /** The first one that isn't here yet. */
  #next: number | null = null;
  #highest = 0;
  /** Far from all others: the first of a new beginning, or one that comes a second time much too late. */
  #stray: Stray<T> | null = null;
  /** Packets given up, since the beginning. */
  lost = 0;

  /** @param waitMs how long one that is missing is waited for, by now */
  constructor(waitMs: () => number, roundTrip: RoundTrip) {
    this.#waitMs = waitMs;
    this.#requests = new Requests(roundTrip);
  }

  /** @returns what can be used now, often just this packet */
  push(sequence: number, item: T, nowMs: number): InOrder<T>[] {
    const at = this.#sequence.near(sequence);
    if (this.#isFar(at)) return this.#far({ sequence, item }, nowMs);
    this.#stray = null;
    if (this.#next === null) this.#beginAt(at);
    const next = this.#next ?? at;
    if (at < next || this.#waiting.has(at)) return [];
    const released = at - this.#highest > MOST_MISSING ? this.#skipTo(at) : [];
    if (at > this.#highest) {
      if (at > this.#highest + 1) this.#requests.miss(this.#highest + 1, at, nowMs);
      this.#highest = this.#sequence.next(sequence);
    } else this.#requests.take(at, nowMs);
    if (at !== this.#next) {
      this.#waiting.set(at, item);
      while (this.#isTooMuch) released.push(...this.#giveUp());
      return released;
    }
    this.#next += 1;
    released.push({ item, afterLoss: at !== next });
    if (this.#waiting.size > 0) this.#follow(released);
    return released;
  }

  /** Gives up on packets that have been missing for too long. */
  expire(nowMs: number): InOrder<T>[] {
    const released: InOrder<T>[] = [];
    const isDue = (sinceMs: number | null) => sinceMs !== null && nowMs - sinceMs >= this.#waitMs();
    while (isDue(this.#requests.oldestMs)) released.push(...this.#giveUp());
    return released;
  }

  /** Everything that is left, at the end. */
  flush(): InOrder<T>[] {
    const released: InOrder<T>[] = [];
    while (this.#waiting.size > 0) released.push(...this.#giveUp());
    return released;
  }

  /** Sequence numbers to ask for now; they count as asked. */
  ask(nowMs: number): number[] {
    return this.#requests.due(nowMs).map((at) => at & 0xffff);
  }

  /** Since when the first one that is waited for is missing; null when none is. */
  get missingSinceMs(): number | null {
    return this.#requests.oldestMs;
  }

  get #isTooMuch(): boolean {
    const { missing, waiting } = MOST_AT_ONCE;
    return this.#requests.count > missing || this.#waiting.size > waiting;
  }

  #isFar(at: number): boolean {
    if (this.#next === null) return false;
    return at < this.#next - RESTART_AFTER || at > this.#highest + RESTART_AFTER;
  }

  #beginAt(at: number): void {
    this.#next = at;
    this.#highest = at - 1;
  }

  /** One such packet proves nothing (RFC 3550, A.1); a second one beside it is where it goes on. */
  #far(one: Stray<T>, nowMs: number): InOrder<T>[] {
    const other = this.#stray;
    this.#stray = one;
    if (!other) return [];
    const beside = new Unwrap(16);
    const apart = beside.next(other.sequence) - beside.near(one.sequence);
    if (apart === 0 || Math.abs(apart) > RESTART_TOGETHER) return [];
    this.#stray = null;
    const [first, second] = apart < 0 ? [other, one] : [one, other];
    const released = this.flush();
    // Of how many nobody knows.
    this.lost += 1;
    this.#beginAt(this.#sequence.next(first.sequence) + 1);
    released.push({ item: first.item, afterLoss: true });
    return [...released, ...this.push(second.sequence, second.item, nowMs)];
  }

  /** Goes on at `at` at once. @returns what was waiting */
  #skipTo(at: number): InOrder<T>[] {
    const released = this.flush();
    this.lost += at - (this.#next ?? at);
    this.#beginAt(at);
    return released;
  }

  /** The first gap is passed over. */
  #giveUp(): InOrder<T>[] {
    const released: InOrder<T>[] = [];
    while (this.#next !== null && !this.#waiting.has(this.#next)) {
      this.#requests.forget(this.#next);
      this.#next += 1;
      this.lost += 1;
    }
    this.#follow(released);
    const [first] = released;
    if (first) first.afterLoss = true;
    return released;
  }

  #follow(released: InOrder<T>[]): void {
    while (this.#next !== null) {
      const item = this.#waiting.get(this.#next);
      if (item === undefined) return;
      this.#waiting.delete(this.#next);
      this.#next += 1;
      released.push({ item, afterLoss: false });
    }
  }
}
