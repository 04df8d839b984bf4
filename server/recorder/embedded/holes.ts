import type { Hole } from '../recorder.ts';

/** A hole begins so long after its cause at the most, ms. */
const CAUSE_BEFORE_MS = 4000;
/** Where it goes on and on, that is told again after so long, ms. */
const TELL_AGAIN_MS = 600_000;

/** What of a share was left out because something of ours did not keep up. What the network lost is none of it. */
export class Holes {
  readonly #tell: (hole: Hole) => void;
  #cause: { atMs: number; words: string } | null = null;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(tell: (hole: Hole) => void) {
    this.#tell = tell;
  }

  /** Something does not keep up at a moment of the server's clock. @param words for the sharer */
  slow(atMs: number, words: string): void {
    this.#cause = { atMs, words };
  }

  /** Pictures were lost or left out between two moments of the server's clock, whatever the cause. */
  missing(fromMs: number, toMs: number): void {
    const cause = this.#cause;
    if (cause && cause.atMs > fromMs - CAUSE_BEFORE_MS) {
      this.add({ fromMs, toMs, words: cause.words });
    }
  }

  add(hole: Hole): void {
    if (hole.toMs - this.#toldAtMs < TELL_AGAIN_MS) return;
    this.#toldAtMs = hole.toMs;
    this.#tell(hole);
  }
}
