import type { RoundTrip } from './round-trip.ts';

interface Missing {
  /** When it was seen that it is missing. */
  sinceMs: number;
  asked: number;
  askedAtMs: number;
}

/** A packet may be overtaken by others: it is asked for after so long at the soonest and at the latest, ms. */
const LEAST_TOLERANCE_MS = 10;
const MOST_TOLERANCE_MS = 100;
/** More than what was seen, and how much of it a gap leaves. */
const TOLERANCE_SPARE = 1.25;
const TOLERANCE_KEPT = 0.95;
/** Repetitions get rarer up to this pause: meanwhile LiveKit, which waits for a keyframe, may give no answers. */
const RETRY_GROWS_TO_MS = 200;

/**
 * Which packets are missing and when to ask for them: a moment after the gap is seen, and again whenever an answer
 * is overdue. Numbers are whole sequence numbers, without wraps; times any clock's, ms.
 */
export class Requests {
  readonly #roundTrip: RoundTrip;
  /** In the order of their numbers. */
  readonly #missing = new Map<number, Missing>();
  /** How late packets come that were overtaken only. */
  #toleranceMs = 0;

  constructor(roundTrip: RoundTrip) {
    this.#roundTrip = roundTrip;
  }

  /** All from `first` to before `end`, which follow those that were missed before. */
  miss(first: number, end: number, nowMs: number): void {
    this.#toleranceMs *= TOLERANCE_KEPT;
    for (let at = first; at < end; at += 1) {
      this.#missing.set(at, { sinceMs: nowMs, asked: 0, askedAtMs: 0 });
    }
  }

  /** It came after all. */
  take(at: number, nowMs: number): void {
    const missing = this.#missing.get(at);
    if (!missing) return;
    this.#missing.delete(at);
    const answeredMs = nowMs - missing.askedAtMs;
    // Sooner than any answer: it was on its way, or the estimate is far too long, which one such answer mends little.
    if (missing.asked === 0 || answeredMs < this.#roundTrip.ms / 4) {
      const latenessMs = nowMs - missing.sinceMs;
      this.#toleranceMs = Math.max(this.#toleranceMs, latenessMs * TOLERANCE_SPARE);
    }
    // After a second request nobody knows which one was answered.
    if (missing.asked === 1) this.#roundTrip.observe(answeredMs);
  }

  /** It is no longer waited for. */
  forget(at: number): void {
    this.#missing.delete(at);
  }

  clear(): void {
    this.#missing.clear();
  }

  /** Since when the first one of those that are missing is; null when all are there. */
  get oldestMs(): number | null {
    const [first] = this.#missing.values();
    return first?.sinceMs ?? null;
  }

  /** How many are missing. */
  get count(): number {
    return this.#missing.size;
  }

  has(at: number): boolean {
    return this.#missing.has(at);
  }

  /** Those to ask for now, which counts as asked. */
  due(nowMs: number): number[] {
    const due: number[] = [];
    for (const [at, missing] of this.#missing) {
      if (nowMs < this.#dueMs(missing)) continue;
      missing.asked += 1;
      missing.askedAtMs = nowMs;
      due.push(at);
    }
    return due;
  }

  #dueMs({ sinceMs, asked, askedAtMs }: Missing): number {
    if (asked === 0) {
      const most = Math.min(MOST_TOLERANCE_MS, this.#roundTrip.ms);
      return sinceMs + Math.max(LEAST_TOLERANCE_MS, Math.min(this.#toleranceMs, most));
    }
    const { retryMs } = this.#roundTrip;
    return askedAtMs + Math.max(retryMs, Math.min(RETRY_GROWS_TO_MS, retryMs * 2 ** (asked - 1)));
  }
}
