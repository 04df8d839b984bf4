import { Newest } from '../packets/newest.ts';
import { type InOrder, Reorder } from '../packets/reorder.ts';
import { RoundTrip } from '../packets/round-trip.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { Timeline } from '../time/timeline.ts';
import { type Frame, H264Depacketizer } from './h264.ts';
import { Transcoder, type TranscoderOptions } from './transcoder.ts';
import { Vp8Depacketizer } from './vp8.ts';

const CLOCK_RATE = 90_000;
/** How long a missing packet is waited for, ms: LiveKit sends one again three times at most, a round trip each. */
const REORDER_MS = 2000;
/** After so many answers that did not come, and so many ms, there is little hope. */
const ANSWERS = 3;
const STUCK_MS = 500;

/** One picture stream (one SSRC): packets in, whole pictures out. */
export class Picture {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #newest = new Newest();
  readonly #roundTrip: RoundTrip;
  readonly #reorder: Reorder<MediaPacket>;
  readonly #depacketizer: H264Depacketizer | Vp8Depacketizer;
  readonly #transcoder: Transcoder | null;
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #lastArrivalMs = 0;

  /**
   * @param roundTripMs to LiveKit and back, as far as it is known
   * @param vp8 how it becomes H.264; without it H.264 comes, and is copied
   * @param onFrame with its media time, ms
   */
  constructor(
    { roundTripMs, vp8 = null }: { roundTripMs: number | null; vp8?: TranscoderOptions | null },
    onFrame: (frame: Frame, mediaMs: number) => void,
  ) {
    this.#roundTrip = new RoundTrip(roundTripMs);
    this.#reorder = new Reorder(() => REORDER_MS, this.#roundTrip);
    this.#depacketizer = vp8 === null ? new H264Depacketizer() : new Vp8Depacketizer();
    this.#transcoder = vp8 === null ? null : new Transcoder(vp8, onFrame);
    this.#onFrame = onFrame;
  }

  push(packet: MediaPacket): void {
    this.#lastArrivalMs = packet.arrivalMs;
    // What is sent again, seconds later, tells nothing of the time.
    if (this.#newest.take(packet.sequence)) {
      this.timeline.observe(packet.timestamp, packet.arrivalMs);
    }
    this.#use(this.#reorder.push(packet.sequence, packet, packet.arrivalMs));
  }

  tick(nowMs: number): void {
    this.#use(this.#reorder.expire(nowMs));
  }

  flush(): void {
    this.#use(this.#reorder.flush());
    this.#transcoder?.close();
  }

  /** Sequence numbers to ask for again now. */
  ask(nowMs: number): number[] {
    return this.#reorder.ask(nowMs);
  }

  get lost(): number {
    return this.#reorder.lost;
  }

  /**
   * Since when it is likely that something is lost for good, so that a keyframe is needed; null when it isn't.
   * LiveKit sends nothing again between a request for a keyframe and that, so it isn't asked for at once.
   */
  stuckSinceMs(nowMs: number): number | null {
    const { missingSinceMs } = this.#reorder;
    if (missingSinceMs === null) return null;
    const sinceMs = missingSinceMs + Math.max(STUCK_MS, ANSWERS * this.#roundTrip.retryMs);
    return sinceMs <= nowMs ? sinceMs : null;
  }

  /** Pictures are of no use before the next keyframe. */
  get waiting(): boolean {
    return this.#depacketizer.waiting || (this.#transcoder?.waiting ?? false);
  }

  /** Whole pictures come, and a keyframe would be of no use to the transcoder now. */
  get isBehind(): boolean {
    return !this.#depacketizer.waiting && (this.#transcoder?.isBehind ?? false);
  }

  /** Its pictures have more pixels than are recorded. */
  get tooLarge(): boolean {
    return this.#depacketizer.tooLarge;
  }

  get lastArrivalMs(): number {
    return this.#lastArrivalMs;
  }

  #use(released: InOrder<MediaPacket>[]): void {
    for (const { item, afterLoss } of released) {
      const frame = this.#depacketizer.push(item, afterLoss);
      if (!frame) continue;
      const mediaMs = this.timeline.mediaMs(frame.timestamp);
      if (this.#transcoder) this.#transcoder.push(frame, mediaMs);
      else this.#onFrame(frame, mediaMs);
    }
  }
}
