import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('two at once', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA, { card: { id: 1 } });
    await product.shareAs(BO, { card: { id: 2 } });
    await product.buffered(BO, 10_000);
  });
  afterAll(() => product?.close());

  test('each gets their own picture and sound', async () => {
    const [ada, bo] = await Promise.all([
      product.clip(ADA, '/clip 8s'),
      product.clip(BO, '/clip 8s'),
    ]);
    expect(await brokenLaws(ada, 8000, { card: 1 })).toEqual([]);
    expect(await brokenLaws(bo, 8000, { card: 2 })).toEqual([]);
  });
});
