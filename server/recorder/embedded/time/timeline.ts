import { Unwrap } from '../packets/unwrap.ts';
import { Drift } from './drift.ts';

/** How fast two quartzes drift apart at most, ms per second. */
const MOST_DRIFT = 0.2;
/** How much faster than they do the least delay is forgotten, ms per second: 54 ms in half an hour. */
const MARGIN = 0.03;
/** After so long without a packet the sharer's machine may have slept, and its clocks with it. */
const SILENCE_MS = 2000;
/** What comes then is late at first. Less than a segment lasts, so that the next one is placed right. */
const SETTLE_MS = 1500;
/** A delay that stays so much longer for so long is no slow network: the sharer's clock stood still. */
const STEP_MS = 1000;
const STEP_AFTER_MS = 30_000;

/** No packet is ahead of the one before by so much more than the time between them, or behind it: the clock jumped. */
const JUMP_MS = 5000;
/** All such steps together are none of a network's delays either: what is more is no time that has passed. */
const MOST_AHEAD_MS = 10_000;

/** What may turn out to be no delay. */
interface Late {
  leastMs: number;
  /** Believed when it lasts until then, and all of that time is more than that. */
  untilMs: number;
  moreThanMs: number;
}

/**
 * Places the RTP timestamps of one stream on the clock of their arrivals. Packets only ever come late, so the one with
 * the least delay tells best when its moment was; the sharer's own clock plays no part.
 */
export class Timeline {
  readonly #ticksPerMs: number;
  readonly #unwrap = new Unwrap(32);
  readonly #drift = new Drift();
  /** Clock minus media time, ms. */
  #offsetMs: number | null = null;
  #lastArrivalMs = 0;
  /** Media time before jumps are taken out, and what they came to, ms. */
  #toldMs: number | null = null;
  #jumpedMs = 0;
  /** Of the first packet. */
  #firstMs: { mediaMs: number; arrivalMs: number } | null = null;
  #late: Late | null = null;

  /** @param clockRate ticks per second */
  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1000;
  }

  /** Takes note of a packet's arrival. @returns its media time, ms without wraps */
  observe(timestamp: number, arrivalMs: number): number {
    const mediaMs = this.#withoutJump(this.#unwrap.next(timestamp) / this.#ticksPerMs, arrivalMs);
    const offsetMs = arrivalMs - mediaMs;
    const sinceMs = this.#offsetMs === null ? 0 : arrivalMs - this.#lastArrivalMs;
    this.#lastArrivalMs = arrivalMs;
    this.#drift.observe(offsetMs, arrivalMs);
    const drift = this.#drift.msPerS ?? MOST_DRIFT - MARGIN;
    const passed = (this.#offsetMs ?? offsetMs) + (sinceMs / 1000) * (clamp(drift) + MARGIN);
    this.#offsetMs = Math.min(passed, offsetMs);
    this.#doubt(offsetMs, offsetMs - this.#offsetMs, sinceMs >= SILENCE_MS);
    return mediaMs;
  }

  /** Media time of another timestamp of the stream, without moving on. */
  mediaMs(timestamp: number): number {
    return this.#unwrap.near(timestamp) / this.#ticksPerMs - this.#jumpedMs;
  }

  /** Clock minus media time, as far as is known by now; null before the first packet. */
  get offsetMs(): number | null {
    return this.#offsetMs;
  }

  /** Of the newest packet; 0 before the first. */
  get lastArrivalMs(): number {
    return this.#lastArrivalMs;
  }

  /** When this was, on the clock of the arrivals. */
  momentMs(mediaMs: number): number {
    return mediaMs + (this.#offsetMs ?? 0);
  }

  /** The sharer's clock was set, or a pause was so long that its timestamps have wrapped: media time goes on. */
  #withoutJump(toldMs: number, arrivalMs: number): number {
    if (this.#toldMs !== null) {
      const stepMs = toldMs - this.#toldMs;
      const sinceMs = arrivalMs - this.#lastArrivalMs;
      if (stepMs > sinceMs + JUMP_MS || stepMs < -JUMP_MS) this.#jumpedMs += stepMs - sinceMs;
    }
    this.#toldMs = toldMs;
    this.#firstMs ??= { mediaMs: toldMs, arrivalMs };
    const passedMs = arrivalMs - this.#firstMs.arrivalMs;
    const aheadMs = toldMs - this.#jumpedMs - this.#firstMs.mediaMs - passedMs;
    if (aheadMs > MOST_AHEAD_MS + (passedMs / 1000) * MOST_DRIFT) this.#jumpedMs += aheadMs;
    return toldMs - this.#jumpedMs;
  }

  #doubt(offsetMs: number, lateMs: number, silent: boolean): void {
    if (silent) {
      const untilMs = this.#lastArrivalMs + SETTLE_MS;
      this.#late = { leastMs: offsetMs, untilMs, moreThanMs: 0 };
    } else if (!this.#late && lateMs > STEP_MS) {
      const untilMs = this.#lastArrivalMs + STEP_AFTER_MS;
      this.#late = { leastMs: offsetMs, untilMs, moreThanMs: STEP_MS };
    }
    if (!this.#late) return;
    this.#late.leastMs = Math.min(this.#late.leastMs, offsetMs);
    if (lateMs <= this.#late.moreThanMs) this.#late = null;
    else if (this.#lastArrivalMs >= this.#late.untilMs) {
      this.#offsetMs = this.#late.leastMs;
      this.#late = null;
    }
  }
}

function clamp(drift: number): number {
  return Math.max(-MOST_DRIFT, Math.min(drift, MOST_DRIFT));
}
