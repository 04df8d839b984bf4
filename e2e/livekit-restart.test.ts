import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LivekitServer } from '../server/livekit/server.ts';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a LiveKit that dies', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 8000);
  });
  afterAll(() => product?.close());

  test('comes back, the share goes on by itself, and both sides of it can be clipped', async () => {
    const livekit = product.services.livekit as LivekitServer;
    const first = livekit.pid ?? 0;
    const killedMs = Date.now();
    process.kill(first, 'SIGKILL');
    const another = () => livekit.pid !== undefined && livekit.pid !== first;
    await until('another livekit-server runs', another);
    const before = await product.buffered(ADA, 0);
    await product.buffered(ADA, before.bufferedMs + 8000);

    const after = await product.clip(ADA, '/clip 4s');
    expect(await brokenLaws(after, 4000)).toEqual([]);

    const agoS = Math.ceil((Date.now() - killedMs) / 1000) + 2;
    const earlier = await product.clip(ADA, `/clip duration:3s ago:${agoS}s`);
    const toMs = earlier.commandMs - agoS * 1000;
    const range = { fromMs: toMs - 3000, toMs, commandMs: undefined };
    expect(await brokenLaws(earlier, 3000, range)).toEqual([]);
  });
});
