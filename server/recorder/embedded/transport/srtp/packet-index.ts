import { Unwrap } from '../../packets/unwrap.ts';

/** So far back a packet may still come; one that was asked for again is a few hundred late at most. */
const WINDOW = 4096;
const SPAN = 2 ** 16;

/** Where in its stream a packet stands, and whether it was there before (RFC 3711, 3.3.1 and 3.3.2). */
export class PacketIndex {
  readonly #sequence = new Unwrap(16);
  readonly #seen = new Uint8Array(WINDOW);
  #highest = -1;

  /** @returns how often its sequence number has wrapped by then; null when it is too old or came before */
  rollovers(sequence: number): number | null {
    const index = this.#sequence.near(sequence);
    if (index < 0 || index <= this.#highest - WINDOW) return null;
    if (index <= this.#highest && this.#seen[index % WINDOW] === 1) return null;
    return Math.floor(index / SPAN);
  }

  /** To be called once the packet has proved to be what was sent. */
  accept(sequence: number): void {
    const index = this.#sequence.near(sequence);
    if (index > this.#highest) {
      const from = Math.max(this.#highest + 1, index - WINDOW + 1);
      for (let at = from; at < index; at += 1) this.#seen[at % WINDOW] = 0;
      this.#highest = this.#sequence.next(sequence);
    }
    this.#seen[index % WINDOW] = 1;
  }
}
