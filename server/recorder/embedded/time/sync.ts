import type { SenderReport } from '../packets/rtp.ts';
import { median } from './drift.ts';
import type { Timeline } from './timeline.ts';

/** One report in thirty is off by up to 90 ms: most of so many pairs, one in about three seconds, never are in eight hours. */
const KEPT = 11;
/** Sender's clock and arrival never disagree so much about sound against picture: the report lies. */
const IMPLAUSIBLE_MS = 1000;
/** Reports that are older say nothing of what the two clocks did since. */
const STALE_MS = 30_000;

/**
 * Sound against picture, of two streams of one sharer. The sender reports of both carry the same clock, the sharer's:
 * whatever it shows, the difference between the two streams is right. They are taken in pairs, so that where that
 * clock is set only the pair around it is wrong. Until there are reports, arrival has to do.
 */
export class Sync {
  readonly #picture: Timeline;
  readonly #sound: Timeline;
  /** Media time minus the sharer's clock, by a report that waits for the other stream's. */
  #pictureMs: number | null = null;
  #soundMs: number | null = null;
  #pairs: number[] = [];
  /** By reports and by arrival, when the last pair came. */
  #known: { atMs: number; byReports: number; byArrival: number } | null = null;

  constructor(picture: Timeline, sound: Timeline) {
    this.#picture = picture;
    this.#sound = sound;
  }

  reportPicture({ timestamp, senderMs }: SenderReport): void {
    if (this.#picture.offsetMs === null) return;
    this.#pictureMs = this.#picture.mediaMs(timestamp) - senderMs;
    this.#pair();
  }

  reportSound({ timestamp, senderMs }: SenderReport): void {
    if (this.#sound.offsetMs === null) return;
    this.#soundMs = this.#sound.mediaMs(timestamp) - senderMs;
    this.#pair();
  }

  /** What to add to the sound's media time to get the picture's, ms. */
  get soundToPictureMs(): number {
    if (!this.#known) return this.#byArrival;
    const { byReports, byArrival } = this.#known;
    return this.#stale ? byReports + this.#byArrival - byArrival : byReports;
  }

  #pair(): void {
    if (this.#pictureMs === null || this.#soundMs === null) return;
    const pair = this.#pictureMs - this.#soundMs;
    this.#pictureMs = null;
    this.#soundMs = null;
    const byArrival = this.#byArrival;
    if (Math.abs(pair - byArrival) > IMPLAUSIBLE_MS) return;
    if (this.#stale) this.#pairs = [];
    this.#pairs.push(pair);
    if (this.#pairs.length > KEPT) this.#pairs.shift();
    this.#known = { atMs: this.#nowMs, byReports: median(this.#pairs), byArrival };
  }

  get #byArrival(): number {
    return (this.#sound.offsetMs ?? 0) - (this.#picture.offsetMs ?? 0);
  }

  get #stale(): boolean {
    return this.#known !== null && this.#nowMs - this.#known.atMs > STALE_MS;
  }

  get #nowMs(): number {
    return this.#sound.lastArrivalMs;
  }
}
