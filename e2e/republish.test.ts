import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { readClip } from './support/clock.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import type { Sharing } from './support/share.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('sharing again', () => {
  let product: Product;
  let sharing: Sharing;
  let stoppedMs: number;
  let againMs: number;
  beforeAll(async () => {
    product = await startProduct();
    sharing = await product.shareAs(ADA);
    await product.buffered(ADA, 6000);
    stoppedMs = Date.now();
    await sharing.stop();
    againMs = Date.now();
    await sharing.press();
    await product.buffered(ADA, 14_000);
  });
  afterAll(() => product?.close());

  test('the second share is clipped like the first', async () => {
    const clip = await product.clip(ADA, '/clip 4s');
    expect(await brokenLaws(clip, 4000)).toEqual([]);
  });

  test('a clip over both shows both, and nothing twice', async () => {
    const clip = await product.clip(ADA, '/clip 1m');
    const clocks = (await readClip(clip.file)).frames.map((frame) => frame.clockMs ?? 0);
    expect(clocks.some((ms) => ms > 0 && ms < stoppedMs)).toBe(true);
    expect(clocks.some((ms) => ms > againMs)).toBe(true);
    expect(clocks).toEqual([...new Set(clocks)].toSorted((a, b) => a - b));
  });
});
