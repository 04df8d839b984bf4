import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { readClip } from './support/clock.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('without sound', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA, { noSound: true });
    await product.buffered(ADA, 8000);
  });
  afterAll(() => product?.close());

  test('a share has a silent clip with every frame', async () => {
    const clip = await product.clip(ADA, '/clip 6s');
    expect(await brokenLaws(clip, 6000, { sound: 'none' })).toEqual([]);
    expect((await readClip(clip.file)).beeps).toEqual([]);
  });
});
