import { createHash } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('webhooks', () => {
  let product: Product;
  let room: string;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 2000);
    room = (await product.services.rooms.list())[0] ?? '';
  });
  afterAll(() => product?.close());

  const body = (event: string) =>
    JSON.stringify({ event, id: 'EV_test', room: { name: room }, createdAt: '1' });
  async function sign(text: string, { key = '', secret = '' } = {}): Promise<string> {
    const { apiKey, apiSecret } = product.services.livekit;
    const token = new AccessToken(key || apiKey, secret || apiSecret);
    token.sha256 = createHash('sha256').update(text).digest('base64');
    return token.toJwt();
  }
  async function deliver(text: string, authorization?: string): Promise<number> {
    const headers = { 'Content-Type': 'application/webhook+json' };
    const signed = authorization === undefined ? headers : { ...headers, authorization };
    const url = `${product.hindsight.url}/api/livekit/webhook`;
    return (await fetch(url, { method: 'POST', headers: signed, body: text })).status;
  }
  /** What must not change: who is recorded, since when, by which recording. */
  async function state() {
    await product.services.reconciler.look(room);
    const [share] = await product.services.shares.recentOf(await product.userId(ADA));
    const recordings = await product.services.recorder.list();
    return {
      share: [share?.id, share?.status, share?.startedAt],
      recordings: recordings.map(({ egressId, state }) => [egressId, state]),
    };
  }

  test('that are forged are refused', async () => {
    const text = body('room_finished');
    const before = await state();
    expect(await deliver(text)).toBe(401);
    expect(await deliver(text, 'nonsense')).toBe(401);
    expect(await deliver(text, await sign(text, { secret: 'guessed'.repeat(8) }))).toBe(401);
    expect(await deliver(text, await sign(text, { key: 'somebody' }))).toBe(401);
    expect(await deliver(text, await sign(body('room_started')))).toBe(401);
    expect(await state()).toEqual(before);
  });

  test('that are doubled, replayed, late or untrue are accepted and change nothing', async () => {
    const before = await state();
    for (const event of ['track_published', 'track_unpublished', 'room_finished', 'egress_ended']) {
      const text = body(event);
      const authorization = await sign(text);
      const answers = await Promise.all([
        deliver(text, authorization),
        deliver(text, authorization),
      ]);
      expect(answers).toEqual([200, 200]);
      expect(await deliver(text, authorization)).toBe(200);
    }
    expect(await state()).toEqual(before);
    const { bufferedMs } = await product.buffered(ADA, 0);
    await product.buffered(ADA, bufferedMs + 3000);
  });
});
