import type { SenderReport } from './rtp.ts';
import type { Timeline } from './timeline.ts';

/** So many reports, one in about three seconds, smooth the odd one that is off by up to 90 ms. */
const KEPT = 5;
/** Sender's clock and arrival never disagree so much about sound against picture: the sharer's clock was set. */
const IMPLAUSIBLE_MS = 500;

/**
 * Sound against picture. Both streams' sender reports carry the same clock, the sharer's: whatever it shows, the
 * difference between the two streams is right. Until there are reports, arrival has to do.
 */
export class Sync {
  readonly #picture: number[] = [];
  readonly #sound: number[] = [];

  reportPicture(report: SenderReport, timeline: Timeline): void {
    keep(this.#picture, timeline.mediaMs(report.timestamp) - report.senderMs);
  }

  reportSound(report: SenderReport, timeline: Timeline): void {
    keep(this.#sound, timeline.mediaMs(report.timestamp) - report.senderMs);
  }

  /** A stream began anew, with other timestamps. */
  forget(kind: 'picture' | 'sound'): void {
    (kind === 'picture' ? this.#picture : this.#sound).length = 0;
  }

  /** What to add to the sound's media time to get the picture's, ms. */
  soundToPictureMs(picture: Timeline, sound: Timeline): number {
    const byArrival = (sound.offsetMs ?? 0) - (picture.offsetMs ?? 0);
    if (this.#picture.length === 0 || this.#sound.length === 0) return byArrival;
    const byReports = median(this.#picture) - median(this.#sound);
    return Math.abs(byReports - byArrival) > IMPLAUSIBLE_MS ? byArrival : byReports;
  }
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > KEPT) values.shift();
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
