import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

const LIMIT = 10 * 1024 * 1024;
const LENGTH_MS = 120_000;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('/clip 2m', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.sandbox.setUploadLimit('Hindsight Test Server', LIMIT);
    await product.shareAs(ADA);
    await product.buffered(ADA, LENGTH_MS + 4000);
  }, 300_000);
  afterAll(() => product?.close());

  test('fits a server that takes 10 MiB, whole, and says that it was encoded again', async () => {
    const clip = await product.clip(ADA, '/clip 2m', 300_000);
    expect(clip.bytes).toBeLessThanOrEqual(LIMIT);
    expect(clip.message.content).toMatch(/Encoded again .* to fit the 10 MB/);
    // What may be posted is used; its owner keeps for a while what it was made of.
    expect(clip.bytes).toBeGreaterThan(0.8 * LIMIT);
    const kept = await product.services.clips.get(clip.id);
    expect(kept?.bytes).toBeGreaterThan(LIMIT);
    expect(kept?.expiresAtMs).toBeGreaterThan(Date.now());
    expect(await brokenLaws(clip, LENGTH_MS, { frameMs: 67 })).toEqual([]);
  }, 400_000);
});
