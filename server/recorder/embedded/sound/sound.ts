import { Newest } from '../packets/newest.ts';
import { type InOrder, Reorder } from '../packets/reorder.ts';
import { RoundTrip } from '../packets/round-trip.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { Timeline } from '../time/timeline.ts';

const CLOCK_RATE = 48_000;
/** Sound that is later than this is silence, ms; later still where a round trip takes that long. */
const REORDER_MS = { least: 200, most: 1500 };
/** So many answers to requests are waited for. */
const ANSWERS = 2.5;

/** One sound stream (one SSRC): Opus packets in their order. */
export class Sound {
  readonly timeline = new Timeline(CLOCK_RATE);
  readonly #newest = new Newest();
  readonly #roundTrip: RoundTrip;
  readonly #reorder: Reorder<MediaPacket>;
  readonly #onPacket: (opus: Buffer, mediaMs: number, afterLoss: boolean) => void;

  /**
   * @param roundTripMs to LiveKit and back, as far as it is known
   * @param onPacket with its media time, ms, and whether what belongs before it never came
   */
  constructor(
    roundTripMs: number | null,
    onPacket: (opus: Buffer, mediaMs: number, afterLoss: boolean) => void,
  ) {
    this.#roundTrip = new RoundTrip(roundTripMs);
    this.#reorder = new Reorder(() => this.waitMs, this.#roundTrip);
    this.#onPacket = onPacket;
  }

  push(packet: MediaPacket): void {
    if (this.#newest.take(packet.sequence)) {
      this.timeline.observe(packet.timestamp, packet.arrivalMs);
    }
    this.#use(this.#reorder.push(packet.sequence, packet, packet.arrivalMs));
  }

  tick(nowMs: number): void {
    this.#use(this.#reorder.expire(nowMs));
  }

  /** Sequence numbers to ask for again now. */
  ask(nowMs: number): number[] {
    return this.#reorder.ask(nowMs);
  }

  /** How long a packet that is missing is waited for, ms. */
  get waitMs(): number {
    const { least, most } = REORDER_MS;
    return Math.min(Math.max(least, ANSWERS * this.#roundTrip.retryMs), most);
  }

  #use(released: InOrder<MediaPacket>[]): void {
    for (const { item, afterLoss } of released) {
      this.#onPacket(item.payload, this.timeline.mediaMs(item.timestamp), afterLoss);
    }
  }
}
