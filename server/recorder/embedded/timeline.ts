import { Unwrap } from './unwrap.ts';

/** How fast the least delay may be forgotten, ms per second: ten times what two quartzes drift apart. */
const RELAX_MS_PER_S = 1;
/** A delay that stays so much longer for so long is no slow network: one of the clocks was set. */
const STEP_MS = 1000;
const STEP_AFTER_MS = 10_000;

/**
 * Places the RTP timestamps of one stream on the server's clock. Packets only ever come late, so the one with
 * the least delay tells best when its moment was; the sharer's own clock plays no part.
 */
export class Timeline {
  readonly #ticksPerMs: number;
  readonly #unwrap = new Unwrap(32);
  /** Server's clock minus media time, ms. */
  #offsetMs: number | null = null;
  #observedAtMs = 0;
  /** Least offset since the delay got too long, and when that began. */
  #late: { sinceMs: number; leastMs: number } | null = null;

  /** @param clockRate ticks per second */
  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1000;
  }

  /** Takes note of a packet's arrival. @returns its media time, ms without wraps */
  observe(timestamp: number, arrivalMs: number): number {
    const mediaMs = this.#unwrap.next(timestamp) / this.#ticksPerMs;
    const offset = arrivalMs - mediaMs;
    if (this.#offsetMs === null) this.#offsetMs = offset;
    const relaxed = ((arrivalMs - this.#observedAtMs) / 1000) * RELAX_MS_PER_S;
    if (this.#observedAtMs > 0) this.#offsetMs += Math.min(Math.max(0, relaxed), RELAX_MS_PER_S);
    this.#observedAtMs = arrivalMs;
    if (offset < this.#offsetMs) this.#offsetMs = offset;
    this.#noteStep(offset, arrivalMs);
    return mediaMs;
  }

  /** Media time of another timestamp of the stream, without moving on. */
  mediaMs(timestamp: number): number {
    return this.#unwrap.near(timestamp) / this.#ticksPerMs;
  }

  /** Server's clock minus media time, as far as is known by now; null before the first packet. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }

  /** When this moment was, on the server's clock. */
  wallMs(mediaMs: number): number {
    return mediaMs + (this.#offsetMs ?? 0);
  }

  #noteStep(offset: number, arrivalMs: number): void {
    if (offset - (this.#offsetMs ?? 0) < STEP_MS) {
      this.#late = null;
      return;
    }
    this.#late ??= { sinceMs: arrivalMs, leastMs: offset };
    this.#late.leastMs = Math.min(this.#late.leastMs, offset);
    if (arrivalMs - this.#late.sinceMs < STEP_AFTER_MS) return;
    this.#offsetMs = this.#late.leastMs;
    this.#late = null;
  }
}
