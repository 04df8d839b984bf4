import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('stopped by command', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 4000);
  });
  afterAll(() => product?.close());

  const running = async () =>
    (await product.services.recorder.list()).filter((one) =>
      ['starting', 'active'].includes(one.state),
    );

  test('it stays stopped while the share goes on, until it is asked for again', async () => {
    const { services } = product;
    await product.type(ADA, '/replay stop');
    await until('nothing is recorded', async () => (await running()).length === 0);
    const [room = ''] = await services.rooms.list();
    for (let look = 0; look < 3; look += 1) await services.reconciler.look(room);
    expect(await running()).toEqual([]);
    expect(await services.rooms.shares(room)).toHaveLength(1);

    await product.type(ADA, '/replay start');
    await until('it is recorded again', async () => (await running()).length === 1);
    const before = await product.buffered(ADA, 0);
    await product.buffered(ADA, before.bufferedMs + 7000);
    expect(await brokenLaws(await product.clip(ADA, '/clip 4s'), 4000)).toEqual([]);
  });
});
