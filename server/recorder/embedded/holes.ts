import type { Hole } from '../recorder.ts';

/** Moments so near to one another have one cause, which goes on between them, ms. */
const NEAR_MS = 4000;
/** Where it goes on and on, that is told again after so long, ms. */
const TELL_AGAIN_MS = 600_000;

/** What of a share was left out because something of ours did not keep up. What the network lost is none of it. */
export class Holes {
  readonly #tell: (hole: Hole) => void;
  #cause: { fromMs: number; toMs: number; words: string } | null = null;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(tell: (hole: Hole) => void) {
    this.#tell = tell;
  }

  /** Something does not keep up at a moment of the server's clock. @param words for the sharer */
  slow(atMs: number, words: string): void {
    const goesOn = this.#cause?.words === words && atMs - this.#cause.toMs < NEAR_MS;
    this.#cause = { fromMs: (goesOn && this.#cause?.fromMs) || atMs, toMs: atMs, words };
  }

  /** Between two moments of the server's clock there are no pictures: they were left out, lost or never sent. */
  missing(fromMs: number, toMs: number): void {
    const cause = this.#cause;
    if (!cause || fromMs < cause.fromMs - NEAR_MS || fromMs > cause.toMs + NEAR_MS) return;
    this.add({ fromMs, toMs, words: cause.words });
  }

  add(hole: Hole): void {
    if (hole.toMs - this.#toldAtMs < TELL_AGAIN_MS) return;
    this.#toldAtMs = hole.toMs;
    this.#tell(hole);
  }
}
