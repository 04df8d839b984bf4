import { opusDurationMs, SILENCE, SILENCE_MS } from './opus.ts';

/** Sound may be so far from its place before a packet is left out or silence put in. */
const TOLERANCE_MS = 20;
/** More than this is a pause of the share, which is not filled. */
const LONGEST_SILENCE_MS = 5000;

/**
 * An unbroken line of Opus packets: each follows where the last one ends, with silence where none came. So no segment
 * waits for its sound, and the encoder behind it sees no gaps but those between segments.
 */
export class SoundLine {
  readonly #write: (packet: Buffer, atMs: number) => void;
  /** Where the next packet goes, ms. */
  #endMs: number;

  constructor(startMs: number, write: (packet: Buffer, atMs: number) => void) {
    this.#endMs = startMs;
    this.#write = write;
  }

  /**
   * Puts a packet to its place or, when that place has been filled, drops it.
   * @param afterLoss what belongs before it never came: silence of that length takes its place
   */
  push(packet: Buffer, atMs: number, afterLoss = false): void {
    const duration = opusDurationMs(packet);
    if (duration === 0 || atMs < this.#endMs - TOLERANCE_MS) return;
    if (atMs > this.#endMs + LONGEST_SILENCE_MS) this.skipTo(atMs);
    if (afterLoss) this.fillTo(atMs + SILENCE_MS / 2);
    else if (atMs > this.#endMs + TOLERANCE_MS) this.fillTo(atMs);
    this.#put(packet, duration);
  }

  /** Nothing more comes before this moment, and nothing is missing there. */
  skipTo(atMs: number): void {
    this.#endMs = Math.max(this.#endMs, atMs);
  }

  /** Silence up to this moment, in whole packets. */
  fillTo(atMs: number): void {
    while (this.#endMs + SILENCE_MS <= atMs) this.#put(SILENCE, SILENCE_MS);
  }

  #put(packet: Buffer, durationMs: number): void {
    this.#write(packet, this.#endMs);
    this.#endMs += durationMs;
  }
}
