/** A picture waits so long for the sound beside it before silence takes its place. */
const LATE_MS = 250;
/** Sound that is asked for again has been given up for so long before silence takes its place. */
const GIVEN_UP_MS = 50;
/** It goes into its segment when there is sound for so much more. */
const BEYOND_MS = 100;
/** Sound that comes is waited for longer, but not if it is so far behind: its clock is wrong. */
const LOST_MS = 2000;

/** Tells where silence has to take the place of sound. What is only slow, with the pictures or without, is not lost. */
export class Silence {
  /** Pictures that wait for sound, and since when. */
  #pictures: { lineMs: number; sinceMs: number }[] = [];
  #sound = { lineMs: Number.NEGATIVE_INFINITY, atMs: Number.NEGATIVE_INFINITY };

  /** A picture of that line time has come. */
  picture(lineMs: number, nowMs: number): void {
    this.#pictures.push({ lineMs, sinceMs: nowMs });
  }

  /** Sound of that line time has come. */
  sound(lineMs: number, nowMs: number): void {
    this.#sound = { lineMs, atMs: nowMs };
  }

  /**
   * @param askedMs how long packets of sound that are missing are asked for
   * @returns the line time up to which there has to be sound by now; null: there is no hurry
   */
  dueMs(nowMs: number, askedMs = 0): number | null {
    const lateMs = Math.max(LATE_MS, askedMs + GIVEN_UP_MS);
    const waiting = this.#pictures.findIndex(({ sinceMs }) => nowMs - sinceMs < lateMs);
    const due = this.#pictures.splice(0, waiting < 0 ? this.#pictures.length : waiting).at(-1);
    if (!due) return null;
    const { lineMs, atMs } = this.#sound;
    const comes = nowMs - atMs < lateMs && due.lineMs - lineMs < LOST_MS;
    const there = lineMs >= due.lineMs;
    return comes || there ? Math.min(lineMs, due.lineMs) : due.lineMs + BEYOND_MS;
  }

  /** The same when no more pictures come and the last one is shown up to `endMs`. */
  restMs(endMs: number): number {
    this.#pictures = [];
    return endMs + BEYOND_MS;
  }
}
