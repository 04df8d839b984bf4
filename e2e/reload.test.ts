import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { readClip } from './support/clock.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a reload', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product?.close());

  test('in the middle costs one press, and neither what was nor what comes', async () => {
    const { page, press } = await product.shareAs(ADA);
    await product.buffered(ADA, 6000);
    const reloadedMs = Date.now();
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await press();
    const before = await product.buffered(ADA, 0);
    await product.buffered(ADA, before.bufferedMs + 7000);

    expect(await brokenLaws(await product.clip(ADA, '/clip 4s'), 4000)).toEqual([]);
    const all = await readClip((await product.clip(ADA, '/clip 1m')).file);
    const early = all.frames.filter((frame) => (frame.clockMs ?? reloadedMs) < reloadedMs);
    expect(early.length).toBeGreaterThan(100);
  });
});
