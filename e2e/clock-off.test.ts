import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg', 'compiler'))(
  'a sharer whose clock is 40 s off',
  () => {
    let product: Product;
    beforeAll(async () => {
      product = await startProduct();
    });
    afterAll(() => product?.close());

    test.each([
      ['behind', ADA, -40_000],
      ['ahead', BO, 40_000],
    ])('%s gets the same clip as anyone', async (_, who, clockOffsetMs) => {
      const sharing = await product.shareAs(who, { browser: { clockOffsetMs } });
      const ahead = Number(await sharing.cardPage.evaluate('Date.now()')) - Date.now();
      expect(Math.abs(ahead - clockOffsetMs)).toBeLessThan(1000);
      await product.buffered(who, 14_000);
      const clip = await product.clip(who, '/clip 10s');
      expect(await brokenLaws(clip, 10_000, { sharerAheadMs: clockOffsetMs })).toEqual([]);
      await sharing.close();
    });
  },
);
