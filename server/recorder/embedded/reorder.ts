import { Unwrap } from './unwrap.ts';

export interface InOrder<T> {
  item: T;
  /** What came before it never arrived. */
  afterLoss: boolean;
}

interface Waiting<T> {
  item: T;
  atMs: number;
}

interface Stray<T> {
  sequence: number;
  item: T;
}

/** So many at once are not lost but a sender that began anew, if another packet from there says so, too. */
const RESTART_AFTER = 3000;
/** How far apart those two may be. */
const RESTART_TOGETHER = 100;
/** Asked for again at once; more fit no RTCP packet and no receive window. */
const MOST_MISSING = 300;

/** Puts packets into the order of their sequence numbers; waits `waitMs` for one that is missing, then goes on. */
export class Reorder<T> {
  readonly #waitMs: number;
  readonly #sequence = new Unwrap(16);
  readonly #waiting = new Map<number, Waiting<T>>();
  #next: number | null = null;
  #highest = 0;
  /** Far from all others: the first of a new beginning, or one that comes a second time much too late. */
  #stray: Stray<T> | null = null;
  /** Packets given up, since the beginning. */
  lost = 0;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** @returns what can be used now, often just this packet */
  push(sequence: number, item: T, nowMs: number): InOrder<T>[] {
    const at = this.#sequence.near(sequence);
    if (this.#next !== null && Math.abs(at - this.#next) > RESTART_AFTER) {
      return this.#far({ sequence, item }, nowMs);
    }
    this.#stray = null;
    this.#next ??= at;
    if (at < this.#next || this.#waiting.has(at)) return [];
    if (at >= this.#highest) this.#highest = this.#sequence.next(sequence);
    if (at > this.#next) {
      this.#waiting.set(at, { item, atMs: nowMs });
      return [];
    }
    this.#next += 1;
    const released: InOrder<T>[] = [{ item, afterLoss: false }];
    if (this.#waiting.size > 0) this.#follow(released);
    return released;
  }

  /** Gives up on packets that have been missing for too long. */
  expire(nowMs: number): InOrder<T>[] {
    const due = [...this.#waiting]
      .filter(([, { atMs }]) => nowMs - atMs >= this.#waitMs)
      .map(([at]) => at);
    return this.#release(due.sort((a, b) => a - b));
  }

  /** Everything that is left, at the end. */
  flush(): InOrder<T>[] {
    return this.#release([...this.#waiting.keys()].sort((a, b) => a - b));
  }

  /** Sequence numbers to ask for again. */
  missing(): number[] {
    const missing: number[] = [];
    if (this.#next === null || this.#waiting.size === 0) return missing;
    for (let at = this.#next; at < this.#highest && missing.length < MOST_MISSING; at += 1) {
      if (!this.#waiting.has(at)) missing.push(at & 0xffff);
    }
    return missing;
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
    this.#highest = this.#sequence.next(first.sequence);
    this.#next = this.#highest + 1;
    released.push({ item: first.item, afterLoss: true });
    return [...released, ...this.push(second.sequence, second.item, nowMs)];
  }

  #release(due: number[]): InOrder<T>[] {
    const released: InOrder<T>[] = [];
    for (const at of due) {
      const found = this.#waiting.get(at);
      if (!found || this.#next === null) continue;
      this.#waiting.delete(at);
      this.lost += at - this.#next;
      released.push({ item: found.item, afterLoss: at > this.#next });
      this.#next = at + 1;
      this.#follow(released);
    }
    return released;
  }

  #follow(released: InOrder<T>[]): void {
    while (this.#next !== null) {
      const found = this.#waiting.get(this.#next);
      if (!found) return;
      this.#waiting.delete(this.#next);
      this.#next += 1;
      released.push({ item: found.item, afterLoss: false });
    }
  }
}
