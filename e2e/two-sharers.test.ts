import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import type { Sharing } from './support/share.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('two at once', () => {
  let product: Product;
  const browsers: Sharing[] = [];
  beforeAll(async () => {
    product = await startProduct();
    browsers.push(await product.shareAs(ADA, { card: { id: 1 } }));
    browsers.push(await product.shareAs(BO, { card: { id: 2 } }));
    await product.buffered(BO, 10_000);
  });
  afterAll(() => product?.close());

  test('each gets their own picture and sound', async () => {
    const [ada, bo] = await Promise.all([
      product.clip(ADA, '/clip 8s'),
      product.clip(BO, '/clip 8s'),
    ]);
    // Reading the clips takes the cores that two browsers would go on using.
    await Promise.all(browsers.map((browser) => browser.close()));
    expect(await brokenLaws(ada, 8000, { card: 1 })).toEqual([]);
    expect(await brokenLaws(bo, 8000, { card: 2 })).toEqual([]);
  });
});
