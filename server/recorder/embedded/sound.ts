import { type InOrder, Reorder } from './reorder.ts';
import type { MediaPacket } from './rtp.ts';
import { Timeline } from './timeline.ts';

const CLOCK_RATE = 48_000;
/** Sound that is later than this is silence. */
const REORDER_MS = 200;

/** One sound stream (one SSRC): Opus packets in their order. */
export class Sound {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #reorder = new Reorder<MediaPacket>(REORDER_MS);
  readonly #onPacket: (opus: Buffer, mediaMs: number) => void;

  /** @param onPacket with its media time, ms */
  constructor(onPacket: (opus: Buffer, mediaMs: number) => void) {
    this.#onPacket = onPacket;
  }

  push(packet: MediaPacket): void {
    this.timeline.observe(packet.timestamp, packet.arrivalMs);
    this.#use(this.#reorder.push(packet.sequence, packet, packet.arrivalMs));
  }

  tick(nowMs: number): void {
    this.#use(this.#reorder.expire(nowMs));
  }

  #use(released: InOrder<MediaPacket>[]): void {
    for (const { item } of released) {
      this.#onPacket(item.payload, this.timeline.mediaMs(item.timestamp));
    }
  }
}
