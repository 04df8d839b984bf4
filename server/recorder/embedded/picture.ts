import { type Frame, H264Depacketizer } from './h264.ts';
import { type InOrder, Reorder } from './reorder.ts';
import type { MediaPacket } from './rtp.ts';
import { Timeline } from './timeline.ts';
import { Transcoder } from './transcoder.ts';
import { Vp8Depacketizer } from './vp8.ts';

const CLOCK_RATE = 90_000;
/** How long a missing packet is waited for, ms: several round trips of asking again. */
const REORDER_MS = 1500;

/** One picture stream (one SSRC): packets in, whole pictures out. */
export class Picture {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #reorder = new Reorder<MediaPacket>(REORDER_MS);
  readonly #depacketizer: H264Depacketizer | Vp8Depacketizer;
  readonly #transcoder: Transcoder | null;
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #lastArrivalMs = 0;

  /**
   * @param vp8 the path of the ffmpeg that makes H.264 of it; absent for H.264, which is copied
   * @param onFrame with its media time, ms
   */
  constructor(vp8: string | null, onFrame: (frame: Frame, mediaMs: number) => void) {
    this.#depacketizer = vp8 === null ? new H264Depacketizer() : new Vp8Depacketizer();
    this.#transcoder = vp8 === null ? null : new Transcoder(vp8, onFrame);
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
    this.#transcoder?.close();
  }

  missing(): number[] {
    return this.#reorder.missing();
  }

  get lost(): number {
    return this.#reorder.lost;
  }

  /** Pictures are of no use before the next keyframe. */
  get waiting(): boolean {
    return this.#depacketizer.waiting || (this.#transcoder?.waiting ?? false);
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
