import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('after the end', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    const sharing = await product.shareAs(ADA);
    await product.buffered(ADA, 8000);
    await sharing.stop();
  });
  afterAll(() => product?.close());

  test('of the share, /clip gives its last seconds', async () => {
    const userId = await product.userId(ADA);
    const over = async () =>
      (await product.services.shares.recentOf(userId))[0]?.status !== 'active';
    await until('the share is over', over, { timeoutMs: 60_000 });
    const { toMs } = await product.buffered(ADA, 8000);
    const clip = await product.clip(ADA, '/clip 5s');
    const range = { fromMs: toMs - 5000, toMs, commandMs: undefined };
    expect(await brokenLaws(clip, 5000, range)).toEqual([]);
  });
});
