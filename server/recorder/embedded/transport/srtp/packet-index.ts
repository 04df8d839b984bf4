import { Unwrap } from '../../packets/unwrap.ts';

/** So far back a packet may still come; one that was asked for again is a few hundred late at most. */
const WINDOW = 4096;
const SPAN = 2 ** 16;

/** Where in its stream a packet stands, and whether it was there before (RFC 3711, 3.3.1 and 3.3.2). */
export class PacketIndex {
  readonly #sequence = new Unwrap(16);
  readonly #seen = new Uint8Array(WINDOW);
  #highest = -1;
  /** How often they had wrapped before the first packet that was accepted. */
  #before = 0;

  /**
   * @returns how often its sequence number may have wrapped by then, likeliest first: before one was accepted, the
   *   stream may have begun, and wrapped, without us. None when it is too old or came before
   */
  rollovers(sequence: number): number[] {
    if (this.#highest < 0) return [0, 1];
    const index = this.#sequence.near(sequence);
    if (index < 0 || index <= this.#highest - WINDOW) return [];
    if (index <= this.#highest && this.#seen[index % WINDOW] === 1) return [];
    return [this.#before + Math.floor(index / SPAN)];
  }

  /** To be called once the packet has proved to be what was sent, with its rollovers. */
  accept(sequence: number, rollovers: number): void {
    if (this.#highest < 0) this.#before = rollovers;
    const index = this.#sequence.near(sequence);
    if (index > this.#highest) {
      const from = Math.max(this.#highest + 1, index - WINDOW + 1);
      for (let at = from; at < index; at += 1) this.#seen[at % WINDOW] = 0;
      this.#highest = this.#sequence.next(sequence);
    }
    this.#seen[index % WINDOW] = 1;
  }
}
