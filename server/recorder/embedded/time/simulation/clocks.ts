import type { Conditions, Kind } from './conditions.ts';

/** Seconds from 1900 to a day in 2026, roughly: what an honest report shows when the share begins. */
const SINCE_1900_MS = 4e12;
/** Every connection's first timestamps stand so much before a wrap. */
const BEFORE_WRAP_MS = 1000;
const SPAN = 2 ** 32;
const TICKS_PER_MS = { picture: 90, sound: 48 };

/** What a sharer's clocks show at a moment of the server's, ms since the share began. */
export class Clocks {
  readonly #conditions: Conditions;
  readonly #pace: { picture: number; sound: number };
  /** The server's moment at which the timestamps of this connection began. */
  beganAtMs = 0;

  constructor(conditions: Conditions) {
    const { quartzPpm = 0, soundPpm = 0 } = conditions;
    const quartz = 1 + quartzPpm / 1e6;
    this.#conditions = conditions;
    this.#pace = { picture: quartz, sound: quartz * (1 + soundPpm / 1e6) };
  }

  asleep(atMs: number): boolean {
    return (this.#conditions.sleeps ?? []).some((s) => atMs >= s.atMs && atMs < s.atMs + s.forMs);
  }

  /** When the sound device has taken `index` packets of 20 ms. */
  soundAtMs(index: number): number {
    return (index * 20) / this.#pace.sound;
  }

  mediaMs(kind: Kind, atMs: number): number {
    const { sleeps = [], jumps = [] } = this.#conditions;
    let awakeMs = atMs;
    for (const { atMs: from, forMs } of sleeps) {
      awakeMs -= Math.min(Math.max(0, atMs - from), forMs);
    }
    let mediaMs = awakeMs * this.#pace[kind];
    for (const jump of jumps) if (jump.kind === kind && atMs >= jump.atMs) mediaMs += jump.byMs;
    return mediaMs;
  }

  timestamp(kind: Kind, atMs: number): number {
    const sinceMs = this.mediaMs(kind, atMs) - this.mediaMs(kind, this.beganAtMs);
    const ticks = Math.round((sinceMs - BEFORE_WRAP_MS) * TICKS_PER_MS[kind]);
    return ((ticks % SPAN) + SPAN) % SPAN;
  }

  /** What a sender report shows, ms since 1900. */
  senderMs(atMs: number): number {
    const { clockMs = () => 0 } = this.#conditions;
    return SINCE_1900_MS + this.mediaMs('picture', atMs) + clockMs(atMs);
  }
}
