import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type Product, startProduct } from '../support/hindsight.ts';
import { bufferCard, RATE } from '../support/long-card.ts';
import { skipWithout } from '../support/parts.ts';
import { cardOnScreen, type Trimming, trimmingOn } from '../support/trimming.ts';
import { until } from '../support/until.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';

const SECONDS = 600;
const FRAME_MS = 1000 / RATE;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))(
  'seeking in a long buffer',
  () => {
    let product: Product;
    let visitor: Visitor;
    let trimming: Trimming;
    beforeAll(async () => {
      product = await startProduct();
      const ada = await product.userId(ADA);
      await bufferCard(product, ada, {
        seconds: SECONDS,
        startMs: Date.now() - (SECONDS + 60) * 1000,
      });
      visitor = await openVisitor(product, ADA);
      await visitor.open('/trim');
      trimming = await trimmingOn(visitor.page);
    });
    afterAll(async () => {
      await visitor?.close();
      await product?.close();
    });

    const playheadMs = async () =>
      Number(
        await trimming.page.getByRole('slider', { name: 'Position' }).getAttribute('aria-valuenow'),
      );

    /** The picture on the screen is the one at that time, and stays. */
    async function expectShown(wantedMs: () => Promise<number>): Promise<void> {
      const counter = async () => (await cardOnScreen(trimming.page))?.counter;
      const isRight = async () => (await counter()) === Math.round((await wantedMs()) / FRAME_MS);
      await until('the picture is the one of that time', isRight, { timeoutMs: 15_000 });
      await trimming.page.waitForTimeout(600);
      expect(await counter()).toBe(Math.round((await wantedMs()) / FRAME_MS));
    }

    test.each([1, 2, 3, 4])('many quick clicks: the last one counts (%i)', async (round) => {
      const { page } = trimming;
      // The whole of it, so that almost no place is loaded.
      await page.getByRole('button', { name: 'Everything' }).click();
      const box = await page.locator('.timeline canvas').boundingBox();
      if (!box) throw new Error('there is no timeline');
      let part = (round * 0.37) % 1;
      for (let click = 0; click < 25; click++) {
        part = (part + 0.381966) % 1;
        await page.mouse.click(box.x + box.width * (0.02 + 0.96 * part), box.y + box.height - 10);
      }
      await expectShown(playheadMs);
    });

    test('a handle dragged to and fro over all of it shows its own picture', async () => {
      const { page, start } = trimming;
      await page.getByRole('button', { name: 'Everything' }).click();
      const track = await page.locator('.timeline canvas').boundingBox();
      const handle = await start.boundingBox();
      if (!track || !handle) throw new Error('there is no timeline');
      const y = handle.y + handle.height / 2;
      await page.mouse.move(handle.x + handle.width / 2, y);
      await page.mouse.down();
      for (const part of [0.8, 0.1, 0.6, 0.3, 0.7, 0.45]) {
        await page.mouse.move(track.x + track.width * part, y, { steps: 12 });
      }
      await page.mouse.up();
      await expectShown(async () => (await trimming.selected()).fromMs);
    });

    test('keys held down: the picture is that of the end that was moved', async () => {
      await trimming.end.focus();
      for (let press = 0; press < 40; press++) await trimming.page.keyboard.press('PageDown');
      for (let press = 0; press < 7; press++) await trimming.page.keyboard.press('ArrowRight');
      await expectShown(async () => (await trimming.selected()).toMs - FRAME_MS);
    });
  },
);
