import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a short buffer', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
  });
  afterAll(() => product?.close());

  test('gives what there is, and says so', async () => {
    const { fromMs } = await product.buffered(ADA, 6000);
    const clip = await product.clip(ADA, '/clip 2m');
    expect(await brokenLaws(clip, 0, { fromMs })).toEqual([]);
    expect(clip.message.content).toContain('2m was asked for; this is all that is buffered.');
  });

  test('of nothing gives an answer in words', async () => {
    const answer = await product.type({ as: 'cy', channel: '#clips' }, '/clip 10s');
    expect(answer.message?.content).toContain('Nothing of yours is buffered');
    expect(answer.message?.only_for).toBeTruthy();
  });
});
