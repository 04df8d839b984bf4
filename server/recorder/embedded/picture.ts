import { type Frame, H264Depacketizer } from './h264.ts';
import { type InOrder, Reorder } from './reorder.ts';
import { RoundTrip } from './round-trip.ts';
import type { MediaPacket } from './rtp.ts';
import { Timeline } from './timeline.ts';

const CLOCK_RATE = 90_000;
/** How long a missing packet is waited for, ms: LiveKit sends one again three times at most, a round trip each. */
const REORDER_MS = 2000;

/** One picture stream (one SSRC): packets in, whole pictures out. */
export class Picture {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #reorder: Reorder<MediaPacket>;
  readonly #depacketizer = new H264Depacketizer();
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #lastArrivalMs = 0;

  /**
   * @param roundTripMs to LiveKit and back, as far as it is known
   * @param onFrame with its media time, ms
   */
  constructor(roundTripMs: number | null, onFrame: (frame: Frame, mediaMs: number) => void) {
    this.#reorder = new Reorder(() => REORDER_MS, new RoundTrip(roundTripMs));
    this.#onFrame = onFrame;
  }

  push(packet: MediaPacket): void {
    this.#lastArrivalMs = packet.arrivalMs;
    this.timeline.observe(packet.timestamp, packet.arrivalMs);
    this.#use(this.#reorder.push(packet.sequence, packet, packet.arrivalMs));
  }

  tick(nowMs: number): void {
    this.#use(this.#reorder.expire(nowMs));
  }

  flush(): void {
    this.#use(this.#reorder.flush());
  }

  /** Sequence numbers to ask for again now. */
  ask(nowMs: number): number[] {
    return this.#reorder.ask(nowMs);
  }

  get lost(): number {
    return this.#reorder.lost;
  }

  /** Pictures are of no use before the next keyframe. */
  get waiting(): boolean {
    return this.#depacketizer.waiting;
  }

  get lastArrivalMs(): number {
    return this.#lastArrivalMs;
  }

  #use(released: InOrder<MediaPacket>[]): void {
    for (const { item, afterLoss } of released) {
      const frame = this.#depacketizer.push(item, afterLoss);
      if (frame) this.#onFrame(frame, this.timeline.mediaMs(frame.timestamp));
    }
  }
}
