import type { Page } from 'playwright-core';
import { ADA, BO, type Product, startProduct, type Who } from '../e2e/support/hindsight.ts';
import { until } from '../e2e/support/until.ts';
import { openVisitor, type Visitor } from '../e2e/support/visitor.ts';
import { atLeast, atMost, type Bench, median, plain } from './figure.ts';
import { countFrames, type Frames } from './paging/frames.ts';
import { makeManyClips } from './paging/many-clips.ts';

const CY: Who = { as: 'cy', channel: '#clips' };
const FEW = 12;
const SOME = 100;
const MANY = 10_000;
/** Posters that a first screen shows: as many of few as of many. */
const POSTERS = 12;
const ROUNDS = 5;
const SCROLL_MS = 5000;
/** To and fro over so many px, from the middle of what is loaded. */
const STRETCH_PX = 4000;

/** Tells when the posters were on the screen, ms since the navigation. */
const WATCH_POSTERS = `
  requestAnimationFrame(function look() {
    const there = [...document.querySelectorAll('.grid img')]
      .filter((image) => image.complete && image.naturalWidth > 0);
    if (there.length < ${POSTERS}) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.postersMs = performance.now(); });
  });
`;

/** The library in a browser, with ten thousand clips beside few: its first screen, and how smoothly it scrolls. */
export const libraryPage: Bench = {
  name: 'library-page',
  async measure(say) {
    const product = await startProduct();
    try {
      say(`making ${FEW}, ${SOME} and ${MANY} clips`);
      const owners: [Who, number][] = [
        [ADA, FEW],
        [CY, SOME],
        [BO, MANY],
      ];
      for (const [who, count] of owners) {
        await makeManyClips(product, await product.userId(who), count);
      }
      return [...(await firstScreen(product, say)), ...(await scrolling(product, say))];
    } finally {
      await product.close();
    }
  },
};

async function firstScreen(product: Product, say: (line: string) => void) {
  const visitors: [Visitor, Visitor] = [
    await openVisitor(product, ADA),
    await openVisitor(product, BO),
  ];
  const took: [number[], number[]] = [[], []];
  for (const { page } of visitors) await page.addInitScript(WATCH_POSTERS);
  // The first of each only fills the caches.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const i of [0, 1] as const) {
      const ms = await untilPosters(visitors[i]);
      if (round > 0) took[i].push(ms);
      say(`first screen of ${i === 0 ? FEW : MANY}: ${ms.toFixed(0)} ms`);
    }
  }
  for (const visitor of visitors) await visitor.close();
  const [few, many] = [median(took[0]), median(took[1])];
  const name = `library page: to ${POSTERS} posters`;
  return [
    plain(`${name}, of ${FEW} clips`, few, 'ms'),
    plain(`${name}, of ${MANY}`, many, 'ms'),
    atMost(`${name}, ${MANY} beside ${FEW}`, many / few, '', 1.2),
  ];
}

async function untilPosters({ page, open }: Visitor): Promise<number> {
  await open('/library');
  const told = () => page.evaluate<number | undefined>('window.postersMs');
  const ms = await until('the posters are shown', told, { timeoutMs: 60_000 });
  // Else what this page still does falls on the next one.
  await page.waitForLoadState('networkidle');
  return ms;
}

async function scrolling(product: Product, say: (line: string) => void) {
  const some = await scroll(product, CY, SOME);
  say(`${SOME} clips scroll at ${some.perSecond.toFixed(1)} frames/s`);
  const many = await scroll(product, BO, MANY);
  say(`${MANY} clips scroll at ${many.perSecond.toFixed(1)} frames/s`);
  const name = 'library page: scrolling 100 px a frame';
  return [
    plain(`${name}, ${SOME} clips`, some.perSecond, 'frames/s'),
    plain(`${name}, ${MANY} clips`, many.perSecond, 'frames/s'),
    plain(`${name}, longest frame of ${SOME}`, some.longestMs, 'ms'),
    plain(`${name}, longest frame of ${MANY}`, many.longestMs, 'ms'),
    atLeast(`${name}, ${MANY} beside ${SOME}`, many.perSecond / some.perSecond, '', 0.8),
  ];
}

async function scroll(product: Product, who: Who, count: number): Promise<Frames> {
  const visitor = await openVisitor(product, who);
  const { page, open } = visitor;
  await open('/library');
  await loadAll(page, count);
  // Fast scrolling shows posters that are nowhere near yet; both lists begin with theirs in the cache.
  const start = `{ window.from = (document.documentElement.scrollHeight - ${STRETCH_PX}) / 2;
    window.walked = 0; scrollTo(0, window.from); }`;
  const step = `{ window.walked += 100;
    const at = window.walked % ${2 * STRETCH_PX};
    scrollTo(0, window.from + (at < ${STRETCH_PX} ? at : ${2 * STRETCH_PX} - at)); }`;
  await page.evaluate(start);
  await countFrames(page, SCROLL_MS / 2, step);
  const frames = await countFrames(page, SCROLL_MS, step);
  if ((await page.evaluate<number>('window.walked')) < STRETCH_PX) {
    throw new Error('the page did not scroll');
  }
  await visitor.close();
  return frames;
}

/** Scrolls to the end until everything is in the list, which its height tells. */
async function loadAll(page: Page, count: number): Promise<void> {
  await page.locator('.grid').waitFor();
  const loaded = async () => {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    return clipsSaid(await page.locator('.grid').getAttribute('aria-label')) >= count;
  };
  await until(`${count} clips are loaded`, loaded, { timeoutMs: 300_000, everyMs: 20 });
}

const clipsSaid = (label: string | null) =>
  Number(/[\d.,]+/.exec(label ?? '')?.[0].replace(/[.,]/g, ''));
