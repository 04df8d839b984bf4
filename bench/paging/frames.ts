import type { Page } from 'playwright-core';

/** What a page drew in a while. */
export interface Frames {
  perSecond: number;
  /** Between two frames, ms. */
  longestMs: number;
}

/** Counts the frames of a page for `ms`. @param step what the page does before each of them, a statement */
export function countFrames(page: Page, ms: number, step = ''): Promise<Frames> {
  return page.evaluate<Frames>(`new Promise((resolve) => {
    let [first, last, count, longestMs] = [0, 0, 0, 0];
    requestAnimationFrame(function look(atMs) {
      if (first) {
        count += 1;
        longestMs = Math.max(longestMs, atMs - last);
      }
      first ||= atMs;
      last = atMs;
      ${step};
      if (atMs - first < ${ms}) return requestAnimationFrame(look);
      resolve({ perSecond: (count * 1000) / (last - first), longestMs });
    });
  })`);
}
