import type { Page } from 'playwright-core';
import { ADA, startProduct } from '../e2e/support/hindsight.ts';
import { openVisitor } from '../e2e/support/visitor.ts';
import { atLeast, type Bench, plain } from './figure.ts';
import { countFrames } from './paging/frames.ts';
import { makeLargeClip } from './paging/large-clip.ts';

const LENGTH_S = 120;
const DRAG_MS = 5000;

/** How smoothly the trim page's handle is dragged, by a real mouse over a clip of two minutes. */
export const timeline: Bench = {
  name: 'timeline',
  async measure(say) {
    const product = await startProduct();
    try {
      say(`making a clip of ${LENGTH_S} s`);
      const clipId = await makeLargeClip(product, await product.userId(ADA), LENGTH_S);
      const visitor = await openVisitor(product, ADA, { width: 1280, height: 800 });
      const empty = await visitor.newTab();
      const { perSecond: emptyRate } = await countFrames(empty, DRAG_MS);
      await empty.close();
      say(`an empty page draws ${emptyRate.toFixed(1)} frames/s; dragging`);
      await visitor.open(`/trim?clip=${clipId}`);
      const { perSecond, longestMs } = await drag(visitor.page);
      await visitor.close();
      return [
        plain('timeline: an empty page beside it', emptyRate, 'frames/s'),
        atLeast('timeline: while a handle is dragged', perSecond, 'frames/s', 50),
        plain('timeline: longest frame then', longestMs, 'ms'),
      ];
    } finally {
      await product.close();
    }
  },
};

/** To and fro over most of the timeline. @throws Error when the handle did not follow */
async function drag(page: Page) {
  const handle = page.locator('.handle.from');
  await handle.waitFor();
  await page.waitForLoadState('networkidle');
  const track = await page.locator('.track').boundingBox();
  const grip = await handle.boundingBox();
  if (!track || !grip) throw new Error('there is no timeline');
  const y = grip.y + grip.height / 2;
  await page.mouse.move(grip.x + grip.width / 2, y);
  await page.mouse.down();
  const before = await handle.getAttribute('aria-valuenow');
  const places = new Set<number>();
  let isOver = false;
  const counting = countFrames(page, DRAG_MS).finally(() => {
    isOver = true;
  });
  const sinceMs = performance.now();
  while (!isOver) {
    const turn = ((performance.now() - sinceMs) / 2500) * Math.PI;
    const x = track.x + track.width * (0.35 - 0.3 * Math.cos(turn));
    places.add(Math.round(x));
    await page.mouse.move(x, y);
  }
  const frames = await counting;
  await page.mouse.up();
  if (places.size < 50 || (await handle.getAttribute('aria-valuenow')) === before) {
    throw new Error('the handle did not follow the mouse');
  }
  return frames;
}
