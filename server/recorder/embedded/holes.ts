import type { Hole } from '../recorder.ts';

/** What does not keep up does so on and off; a hole begins and ends so near to its cause, ms. */
const ON_AND_OFF_MS = 4000;
const BEGINS_WITHIN_MS = 4000;
const ENDS_WITHIN_MS = 15_000;
/** Where it goes on and on, never quiet for so long, that is told again after so long, ms. */
const QUIET_MS = 60_000;
const TELL_AGAIN_MS = 600_000;

interface Cause {
  words: string;
  fromMs: number;
  toMs: number;
}

/** What of a share is missing though it went on, and why. All moments are on the server's clock, ms. */
export class Holes {
  readonly #tell: (hole: Hole) => void;
  #causes: Cause[] = [];
  /** Up to where each cause's newest hole went, and the newest that was told, by its words. */
  readonly #newest = new Map<string, { toMs: number; toldMs: number }>();
  /** The newest without a cause, which may be noticed a moment later. */
  #unexplained: { fromMs: number; toMs: number } | null = null;

  constructor(tell: (hole: Hole) => void) {
    this.#tell = tell;
  }

  /** Pictures can't be taken at a moment, or since then. @param words for the sharer */
  cause(words: string, toMs: number, fromMs = toMs): void {
    const before = this.#causes.find((one) => one.words === words);
    if (before && fromMs < before.toMs + ON_AND_OFF_MS && toMs >= before.toMs) before.toMs = toMs;
    else {
      this.#causes = this.#causes.filter((one) => one.words !== words);
      this.#causes.push({ words, fromMs, toMs });
    }
    if (this.#unexplained) this.missing(this.#unexplained.fromMs, this.#unexplained.toMs);
  }

  /** Pictures ended at one moment and went on at another. They may have been paused or lost on their way as well. */
  missing(fromMs: number, toMs: number): void {
    const cause = this.#causes.find(
      (one) =>
        fromMs > one.fromMs - BEGINS_WITHIN_MS &&
        fromMs < one.toMs + BEGINS_WITHIN_MS &&
        toMs < one.toMs + ENDS_WITHIN_MS,
    );
    this.#unexplained = cause ? null : { fromMs, toMs };
    if (!cause) return;
    const { words } = cause;
    const before = this.#newest.get(words);
    // A clock that was set back holds nothing up.
    const goesOn = before !== undefined && Math.abs(toMs - before.toMs) < QUIET_MS;
    const isTold = goesOn && Math.abs(toMs - before.toldMs) < TELL_AGAIN_MS;
    this.#newest.set(words, { toMs, toldMs: isTold ? before.toldMs : toMs });
    if (!isTold) this.#tell({ fromMs, toMs, words });
  }
}
