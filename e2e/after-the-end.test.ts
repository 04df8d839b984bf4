import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('after the end', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product?.close());

  test.each([
    ['of the share', ADA, 'stop' as const],
    ["of the sharer's browser, which said nothing", BO, 'close' as const],
  ])('%s, /clip gives its last seconds', async (_what, who, end) => {
    const sharing = await product.shareAs(who);
    await product.buffered(who, 8000);
    await sharing[end]();
    const userId = await product.userId(who);
    const over = async () => (await product.services.shares.activeOf(userId)).length === 0;
    await until('the share is over', over, { timeoutMs: 60_000 });
    const { toMs } = await product.buffered(who, 8000);
    const clip = await product.clip(who, '/clip 5s');
    const range = { fromMs: toMs - 5000, toMs, commandMs: undefined };
    expect(await brokenLaws(clip, 5000, range)).toEqual([]);
  });
});
