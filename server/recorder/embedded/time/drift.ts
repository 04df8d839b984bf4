/** Steps of the delay change few of these spans, a drift of the clocks changes all of them. */
const SPAN_MINUTES = 5;
const KEPT_MINUTES = 60;
const FEWEST_SPANS = 5;
const MINUTE_MS = 60_000;

/** The packet with the least delay of a minute. */
interface Least {
  atMs: number;
  offsetMs: number;
}

/**
 * How fast a sender's clock falls behind ours. Told by the least delay of each minute: a line that is full for half
 * an hour lifts it once and lets it down once, so the median of its slopes is the quartzes' own.
 */
export class Drift {
  readonly #minutes: Least[] = [];
  #least: Least | null = null;
  #sinceMs = 0;
  /** ms per second; negative when the sender's clock is the faster one; null while it is not known. */
  msPerS: number | null = null;

  /** @param offsetMs our clock minus the sender's, by one packet's arrival */
  observe(offsetMs: number, atMs: number): void {
    if (this.#least && atMs - this.#sinceMs >= MINUTE_MS) {
      this.#minutes.push(this.#least);
      if (this.#minutes.length > KEPT_MINUTES) this.#minutes.shift();
      this.msPerS = slopeOf(this.#minutes);
      this.#least = null;
    }
    if (!this.#least) this.#sinceMs = atMs;
    if (!this.#least || offsetMs < this.#least.offsetMs) this.#least = { atMs, offsetMs };
  }
}

function slopeOf(minutes: Least[]): number | null {
  const slopes = minutes.slice(SPAN_MINUTES).map(({ atMs, offsetMs }, i) => {
    const before = minutes[i] ?? { atMs: 0, offsetMs: 0 };
    return ((offsetMs - before.offsetMs) / (atMs - before.atMs)) * 1000;
  });
  return slopes.length < FEWEST_SPANS ? null : median(slopes);
}

/** Of at least one value. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = 0, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return (low + high) / 2;
}
