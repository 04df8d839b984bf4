/** After a death, doubled each time. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** How long something that died is left alone before it is started again, on whatever clock its user has. */
export class BackOff {
  #deaths = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  mayStart(atMs: number): boolean {
    return atMs >= this.#notBeforeMs;
  }

  /** One that lived for long makes up for those before it. @returns the pause, ms */
  mourn(startedMs: number, nowMs: number): number {
    if (nowMs - startedMs > LONGEST_PAUSE_MS) this.#deaths = 0;
    const pauseMs = Math.min(PAUSE_MS * 2 ** this.#deaths, LONGEST_PAUSE_MS);
    this.#deaths += 1;
    this.#notBeforeMs = nowMs + pauseMs;
    return pauseMs;
  }
}
