import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveCards } from './support/card/serve-card.ts';
import { ADA, BO, linkIn, type Product } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductOnEgress, startProductOnEgress } from './support/product-on-egress.ts';
import { openShare, type Sharing } from './support/share.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('every worker is busy', () => {
  let stage: ProductOnEgress;
  let product: Product;
  let waiting: Sharing | undefined;
  let cards: Awaited<ReturnType<typeof serveCards>>;

  beforeAll(async () => {
    stage = await startProductOnEgress({
      egress: { capacity: 1, delays: { noService: 4000 } },
    });
    product = stage.product;
    cards = await serveCards();
  });
  afterAll(async () => {
    await waiting?.close();
    await cards?.close();
    await stage?.close();
  });

  test('the second share waits, its owner sees the place, and it begins when the first ends', async () => {
    const first = await product.shareAs(ADA);
    const link = linkIn(await product.type(BO, '/replay start'));
    waiting = await openShare(link, cards.card({ id: 2 }), {});
    await waiting.page.getByRole('button', { name: 'Share screen' }).click();
    await waiting.page.getByText(/1st in the queue/).waitFor({ timeout: 30_000 });
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
