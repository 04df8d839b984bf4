/** Makes an RTP counter that wraps (16-bit sequence, 32-bit timestamp) into a number that only its jumps move back. */
export class Unwrap {
  readonly #span: number;
  #last: number | null = null;

  constructor(bits: 16 | 32) {
    this.#span = 2 ** bits;
  }

  /** The whole number nearest to the last one that has these lower bits; becomes the last one. */
  next(value: number): number {
    this.#last = this.near(value);
    return this.#last;
  }

  /** The same without moving on. */
  near(value: number): number {
    if (this.#last === null) return value;
    const span = this.#span;
    const step = (((value - this.#last) % span) + span) % span;
    return this.#last + (step < span / 2 ? step : step - span);
  }
}
