import { Unwrap } from './unwrap.ts';

/** A packet so far from the others is none of theirs, late or lost: its sender began anew. */
export const RESTART_AFTER = 3000;

/** Tells the newest packets of a stream from those that come late, or are sent again. */
export class Newest {
  readonly #sequence = new Unwrap(16);
  #highest: number | null = null;

  /** Whether it is the newest so far. */
  take(sequence: number): boolean {
    const at = this.#sequence.near(sequence);
    const isLate =
      this.#highest !== null && at <= this.#highest && at > this.#highest - RESTART_AFTER;
    if (!isLate) this.#highest = this.#sequence.next(sequence);
    return !isLate;
  }
}
