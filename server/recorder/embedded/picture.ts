import { type Frame, H264Depacketizer } from './h264.ts';
import { type InOrder, Reorder } from './reorder.ts';
import type { MediaPacket } from './rtp.ts';
import { Timeline } from './timeline.ts';

const CLOCK_RATE = 90_000;
/** How long a missing packet is waited for, ms: several round trips of asking again. */
const REORDER_MS = 1500;

/** One picture stream (one SSRC): packets in, whole pictures out. */
export class Picture {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #reorder = new Reorder<MediaPacket>(REORDER_MS);
  readonly #depacketizer = new H264Depacketizer();
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #lastArrivalMs = 0;

  /** @param onFrame with its media time, ms */
  constructor(onFrame: (frame: Frame, mediaMs: number) => void) {
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

  missing(): number[] {
    return this.#reorder.missing();
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
