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

/** So many at once are not lost but a sender that began anew. */
const RESTART_AFTER = 3000;
/** Asked for again at once; more fit no RTCP packet and no receive window. */
const MOST_MISSING = 300;

/** Puts packets into the order of their sequence numbers; waits `waitMs` for one that is missing, then goes on. */
export class Reorder<T> {
  readonly #waitMs: number;
  readonly #sequence = new Unwrap(16);
  readonly #waiting = new Map<number, Waiting<T>>();
  #next: number | null = null;
  #highest = 0;
  /** Packets given up, since the beginning. */
  lost = 0;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** @returns what can be used now, often just this packet */
  push(sequence: number, item: T, nowMs: number): InOrder<T>[] {
    const at = this.#sequence.near(sequence);
    if (this.#next !== null && Math.abs(at - this.#next) > RESTART_AFTER) {
      const released = this.#release([...this.#waiting.keys()].sort((a, b) => a - b));
      this.#waiting.clear();
      this.#next = this.#sequence.next(sequence) + 1;
      this.#highest = this.#next - 1;
      return [...released, { item, afterLoss: true }];
    }
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
