import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readClip } from './support/clock.ts';
import { startTestEgress, type TestEgress } from './support/egress/service.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { checkClip } from './support/laws.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { freePort } from './support/ports.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))(
  'the main way by Egress',
  () => {
    let livekit: TestLivekit;
    let egress: TestEgress;
    let product: Product;

    beforeAll(async () => {
      const port = await freePort();
      const webhookUrl = `http://127.0.0.1:${port}/api/livekit/webhook`;
      livekit = await startLivekit({ webhookUrl });
      const { apiKey, apiSecret } = livekit;
      egress = await startTestEgress({ livekit, webhook: { url: webhookUrl, apiKey, apiSecret } });
      product = await startProduct({
        PORT: String(port),
        RECORDER: 'egress',
        LIVEKIT_URL: egress.url,
        LIVEKIT_API_KEY: apiKey,
        LIVEKIT_API_SECRET: apiSecret,
      });
    });
    afterAll(async () => {
      await product?.close();
      await egress?.close();
      await livekit?.close();
    });

    test('a share is recorded by Egress, clipped, and the recording ends with it', async () => {
      const sharing = await product.shareAs(ADA, { card: { id: 1, fps: 15 } });
      const [userId] = await until('it is recorded', async () => {
        const running = await product.services.recorder.list();
        return running.map((one) => one.userId);
      });
      await until(
        'enough is buffered',
        async () =>
          ((await product.services.segments.coverage(userId ?? ''))?.bufferedMs ?? 0) > 8000,
        { timeoutMs: 40_000 },
      );
      const clip = await product.clip(ADA, '/clip duration:5s');
      const reading = await readClip(clip.file);
      expect(
        checkClip(reading, {
          fromMs: clip.commandMs - 5000,
          toMs: clip.commandMs,
          card: 1,
          frameMs: 67,
          // The stand-in decodes and encodes again on a machine that it shares with everything else.
          longestDelayMs: 800,
          longestJumpMs: 800,
        }),
      ).toEqual([]);

      await sharing.stop();
      await until('the recording has ended', async () =>
        (await product.services.recorder.list()).every(({ state }) => state === 'complete'),
      );
    });
  },
);
