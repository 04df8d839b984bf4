/** The server's clock may be set while a recording goes on, so spans are measured by one that can't be. */
export interface Clock {
  /** Only ever goes on, ms: for arrivals and spans. */
  now(): number;
  /** What the server's clock shows at such a moment, as it is set now, ms since the epoch. */
  wallMs(atMs: number): number;
}

/** What differs by less is the pause between asking the two, ms. */
const SET_MS = 50;

/** @param read the steady clock, and the one that may be set, ms */
export function createClock(
  read = { steady: () => performance.timeOrigin + performance.now(), wall: Date.now },
): Clock {
  let aheadMs = 0;
  return {
    now: read.steady,
    wallMs(atMs) {
      const differenceMs = read.wall() - read.steady();
      if (Math.abs(differenceMs - aheadMs) > SET_MS) aheadMs = differenceMs;
      return atMs + aheadMs;
    },
  };
}
