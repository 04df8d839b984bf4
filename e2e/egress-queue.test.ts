import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { serveCards } from './support/card/serve-card.ts';
import { startTestEgress, type TestEgress } from './support/egress/test-egress.ts';
import { ADA, BO, linkIn, type Product, startProduct } from './support/hindsight.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openShare, type Sharing } from './support/share.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('every worker is busy', () => {
  let livekit: TestLivekit;
  let egress: TestEgress;
  let product: Product;
  let waiting: Sharing | undefined;
  let cards: Awaited<ReturnType<typeof serveCards>>;

  beforeAll(async () => {
    const port = await freeTcpPort();
    const webhookUrl = `http://127.0.0.1:${port}/api/livekit/webhook`;
    livekit = await startLivekit({ webhookUrl });
    egress = await startTestEgress({
      ...{ livekit, webhook: { ...livekit, url: webhookUrl }, capacity: 1 },
      delays: { noService: 4000 },
    });
    product = await startProduct({
      PORT: String(port),
      RECORDER: 'egress',
      LIVEKIT_URL: egress.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
    });
    cards = await serveCards();
  });
  afterAll(async () => {
    await waiting?.close();
    await cards?.close();
    await product?.close();
    await egress?.close();
    await livekit?.close();
  });

  test('the second share waits, its owner sees the place, and it begins when the first ends', async () => {
    const first = await product.shareAs(ADA);
    const link = linkIn(await product.type(BO, '/replay start'));
    waiting = await openShare(link, cards.card({ id: 2 }), {});
    await waiting.page.getByRole('button', { name: 'Share screen' }).click();
    await waiting.page.getByText(/1st in the queue/).waitFor({ timeout: 30_000 });
    if (process.env.SCREENSHOT) await waiting.page.screenshot({ path: process.env.SCREENSHOT });
    const status = await product.type(BO, '/replay status');
    expect(status.message?.content).toMatch(/waits for a free recorder: number 1/);

    await first.stop();
    await waiting.page.getByText('Recording', { exact: true }).waitFor({ timeout: 30_000 });
    await product.buffered(BO, 2000);
    const dms = (await product.sandbox.dms('bo')).map(({ content }) => content);
    expect(dms).toEqual([expect.stringContaining('You are number 1 in the queue')]);
    expect((await product.type(BO, '/replay status')).message?.content).toContain(
      'is recorded since',
    );
  });
});
