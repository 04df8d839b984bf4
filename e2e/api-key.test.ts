import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, BO, type Product, startProduct, type Who } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import type { Sharing } from './support/share.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('/replay key', () => {
  let product: Product;
  let key: string;
  let sharing: Sharing;
  beforeAll(async () => {
    product = await startProduct();
    sharing = await product.shareAs(ADA);
    key = await newKey(ADA, 'stream deck');
  });
  afterAll(() => product?.close());

  async function newKey(who: Who, name: string): Promise<string> {
    const { message } = await product.type(who, `/replay key name:${name}`);
    expect(message?.only_for).toBeTruthy();
    const [, token = ''] = /```\s*(\S+)\s*```/.exec(message?.content ?? '') ?? [];
    expect(token.split('.')).toHaveLength(3);
    return token;
  }
  const list = async (who: Who) => (await product.type(who, '/replay key')).message?.content ?? '';
  const ask = (token: string, method: string, path: string, body?: object) =>
    fetch(product.hindsight.url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const start = async (token: string, change: object = {}) => {
    const [share] = await product.services.shares.recentOf(await product.userId(ADA));
    const { channelId, roomName, videoTrackId, audioTrackId } = share!;
    const body = { channelId, roomName, videoTrackId, audioTrackId, ...change };
    return ask(token, 'POST', '/api/livekit/replay/start', body);
  };
  const stop = (token: string) => ask(token, 'POST', '/api/livekit/replay/stop');
  const status = async (token: string) =>
    (await (await ask(token, 'GET', '/api/replay/status')).json()) as { status: string };

  test('starts and stops the recording of its owner, as often as they like', async () => {
    expect(await status(key)).toMatchObject({ status: 'active' });
    for (let i = 0; i < 2; i++) {
      const stopped = await stop(key);
      expect(stopped.status).toBe(200);
      expect(Object.keys((await stopped.json()) as object)).toEqual([
        ...['sessionId', 'egressId', 'status'],
      ]);
      expect((await stop(key)).status).toBe(404);
      expect(await status(key)).toMatchObject({ status: 'stopped' });
      const started = await start(key);
      expect(started.status).toBe(200);
      expect(await started.json()).toMatchObject({ status: 'active' });
    }
    expect((await start(key, { videoTrackId: 'TR_gone' })).status).toBe(404);
    expect(await list(ADA)).toMatch(/stream deck\*\*: last used <t:\d+:R>/);
  });

  test("can't take somebody else's share, nor one in a channel that its owner may not see", async () => {
    const theirs = await newKey(BO, 'mine');
    expect((await start(theirs)).status).toBe(409);
    await product.sandbox.deny(BO.channel, ['ViewChannel'], 'bo');
    expect((await start(theirs)).status).toBe(403);
    await product.sandbox.deny(BO.channel, [], 'bo');
    expect((await start(theirs)).status).toBe(409);
    await product.sandbox.setMember('Hindsight Test Server', 'bo', false);
    expect((await start(theirs)).status).toBe(403);
    await product.sandbox.setMember('Hindsight Test Server', 'bo', true);
    expect(await list(BO)).not.toContain('stream deck');
  });

  test('hears how a recording ended while nobody listened, once', async () => {
    const open = async () => {
      const response = await ask(key, 'GET', '/api/events');
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('event: READY')) text += (await reader.read()).value ?? '';
      await reader.cancel();
      return text;
    };
    // What the open share page has got is no news.
    expect(await open()).not.toContain('REPLAY_BUFFER_STOPPED');
    await sharing.close();
    await until('the recording has ended', async () => (await stop(key)).status === 404);
    await product.services.events.settled();
    expect(await open()).toMatch(/event: REPLAY_BUFFER_STOPPED\nid: \d+\ndata: .*"sessionId"/);
    const again = async () => !(await open()).includes('REPLAY_BUFFER_STOPPED');
    await until('it counts as delivered', again);
  });

  test('is over at once when it is revoked', async () => {
    const typed = { ...ADA, text: '/replay key revoke:str' };
    const { suggestions } = await product.sandbox.complete(typed);
    expect(suggestions).toMatchObject([{ label: expect.stringContaining('stream deck') }]);
    const { message } = await product.type(ADA, suggestions[0]!.text);
    expect(message?.content).toContain('is revoked');
    expect((await stop(key)).status).toBe(401);
    expect((await start(key)).status).toBe(401);
    expect(await list(ADA)).toContain('no API keys');
    expect((await ask(key, 'GET', '/api/events')).status).toBe(401);
  });
});
