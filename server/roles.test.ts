import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SnowflakeUtil } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { skipWithout } from '../e2e/support/parts.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { installationSecret } from './auth/secret.ts';
import { type Clip, createClipLibrary } from './clips/library.ts';
import { testClip } from './clips/test-clips.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { eventsOf } from './http/test-app.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import {} from './store/redis-server.ts';
import {
  openTestInstallation,
  type StartedProcess,
  type TestInstallation,
} from './test-installation.ts';

// Two servers and a bot as processes of their own, on one Redis; there is no LiveKit.
vi.setConfig({ testTimeout: 100_000, hookTimeout: 120_000 });

const HERE = { as: 'ada', channel: '#clips' };
const missing = await skipWithout('redis');

describe.skipIf(missing)('servers and a bot apart', () => {
  let parts: TestInstallation;
  let bot: StartedProcess;
  let servers: StartedProcess[];
  let ada: string;
  let place: { guildId: string; channelId: string };
  let cookie: string;

  // Where the first server has its clips, too.
  const startBot = () => parts.start('bot,worker', 'shared');

  beforeAll(async () => {
    parts = await openTestInstallation();
    bot = await startBot();
    const [first, second] = ['shared', 'elsewhere'] as const;
    servers = [await parts.start('server', first), await parts.start('server', second)];
    await Promise.all([bot, ...servers].map((one) => one.says('Hindsight is up')));
    const { me, guilds } = await parts.sandbox.control.world('ada');
    ada = me;
    const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === 'clips'))!;
    const channelId = guild.channels.find(({ name }) => name === 'clips')!.id;
    place = { guildId: guild.id, channelId };
  });
  afterAll(() => parts?.close());

  const call = (server: number, path: string, init: RequestInit & { json?: unknown } = {}) => {
    const { json, ...rest } = init;
    const body = json === undefined ? {} : { body: JSON.stringify(json), method: 'POST' };
    const headers = { cookie, 'content-type': 'application/json' };
    return fetch(`${servers[server]?.url}${path}`, { headers, ...body, ...rest });
  };
  const answerTo = async (command: string) => {
    const { id } = await parts.sandbox.control.run({ ...HERE, command });
    return (await parts.sandbox.control.waitForAnswer(id)).message;
  };
  const newId = () => SnowflakeUtil.generate().toString();

  /** One of hers, in the library. */
  async function keepClip(title: string): Promise<Clip> {
    const clipsPath = join(parts.folder, 'shared', 'clips');
    const clips = createClipLibrary({ store: parts.store, clipsPath });
    const id = newId();
    const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
    const source = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=2:r=30'];
    await mkdir(clipsPath, { recursive: true });
    await promisify(execFile)(ffmpeg, [...source, '-pix_fmt', 'yuv420p', clips.file(id)]);
    const { size: bytes } = await stat(clips.file(id));
    const made = { id, title, ownerId: ada, requesterId: ada, ...place, bytes };
    const clip = testClip({ ...made, width: 320, height: 180, createdAtMs: Date.now() });
    await clips.save(clip);
    return clip;
  }
  const post = (server: number, clip: Clip) =>
    call(server, `/api/clips/${clip.id}/post`, {
      json: { to: 'channel', channelId: place.channelId },
    });
  const ordersAt = async (server: number) => {
    const response = await call(server, '/api/clips/orders');
    return ((await response.json()) as { orders: { id: string; state: string }[] }).orders;
  };
  /** Behind what it is still told of orders. */
  async function lastOf(page: ReturnType<typeof eventsOf>) {
    for (;;) {
      const told = await page.next();
      if (told.event !== 'CLIP_PROGRESS') return told;
    }
  }
  const messageWith = (words: string) =>
    parts.sandbox.control.waitForMessage(HERE, ({ content }) => content.includes(words), 20_000);

  test('each serves what is its part', async () => {
    for (const { url } of servers) expect((await fetch(`${url}/api/session`)).status).toBe(401);
    const atBot = (path: string) => fetch(bot.url + path);
    expect((await atBot('/api/session')).status).toBe(404);
    expect(await (await atBot('/readyz')).json()).toEqual({
      parts: { process: 'answers', store: 'answers', discord: 'answers' },
    });
    expect((await atBot('/metrics')).status).toBe(200);
    const asked = await fetch(`${bot.url}/api/internal/bot/isMember`, {
      method: 'POST',
    });
    expect(asked.status).toBe(401);
  });

  test('a command is answered; who signs in at one server is signed in at the other', async () => {
    expect((await answerTo('/clip'))?.content).toContain('othing');
    const components = JSON.stringify((await answerTo('/replay start'))?.components);
    const [, link] = /#link=([\w-]+)/.exec(components) ?? [];
    const signedIn = await call(0, '/api/session', { json: { link } });
    expect(signedIn.ok).toBe(true);
    cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    for (const server of [0, 1]) {
      const session = await call(server, '/api/session');
      expect(await session.json()).toMatchObject({ user: { id: ada } });
    }
  });

  test('an order that a page leaves is posted by the bot, and every page sees how it goes', async () => {
    const clip = await keepClip('ace');
    const streams = await Promise.all([0, 1].map((server) => call(server, '/api/events')));
    const pages = streams.map(eventsOf);
    for (const page of pages) await page.missed();
    const { id } = (await (await post(1, clip)).json()) as { id: string };
    expect((await messageWith('ace')).attachments).toMatchObject([{ size: clip.bytes }]);
    for (const page of pages) {
      for (;;) {
        const { event, data } = await page.next();
        const { state } = data as { state: string };
        expect(event).toBe('CLIP_PROGRESS');
        if (state === 'done') break;
      }
      await page.close();
    }
    for (const server of [0, 1]) {
      expect(await ordersAt(server)).toMatchObject([{ id, state: 'done' }]);
    }
  });

  test('the bot’s names are known at a server', async () => {
    const list = (await (await call(1, '/api/clips')).json()) as { clips: object[] };
    expect(list.clips[0]).toMatchObject({ title: 'ace', channelName: 'clips' });
    expect(list.clips[0]).toHaveProperty('guildName');
  });

  test('a preview is open at one server, and found from the other', async () => {
    const clip = await keepClip('previewed');
    const opened = await call(0, '/api/replay/previews', { json: { clipId: clip.id } });
    expect(opened.status).toBe(201);
    const { id } = (await opened.json()) as { id: string };
    const path = `/api/replay/previews/${id}`;
    const seen = await Promise.all([0, 1].map(async (server) => (await call(server, path)).json()));
    expect(seen[1]).toEqual(seen[0]);
    const playlist = await (await call(1, `${path}/playlist.m3u8`)).text();
    const [, segment] = /^(\S+\.ts)$/m.exec(playlist) ?? [];
    const bytes = await (await call(1, `${path}/${segment}`)).bytes();
    expect(bytes.length).toBeGreaterThan(1000);
    expect((await call(1, `${path}/alive`, { method: 'POST' })).status).toBe(204);
    // Whose it is is asked where it is.
    expect((await call(1, path, { headers: {} })).status).toBe(401);

    const range = { preview: id, fromMs: 0, toMs: 1500, to: 'library', title: 'cut of it' };
    const order = await call(1, '/api/clips', { json: range });
    expect(order.status).toBe(202);
    const made = (await order.json()) as { id: string };
    await vi.waitFor(
      async () => expect(await ordersAt(1)).toContainEqual(expect.objectContaining(made)),
      { timeout: 10_000 },
    );
    expect((await call(1, path, { method: 'DELETE' })).status).toBe(204);
    for (const server of [0, 1]) expect((await call(server, path)).status).toBe(404);
  });

  test('while no bot is there, orders and words for people wait; cancelled ones never come', async () => {
    const [kept, cancelled] = [await keepClip('kept'), await keepClip('cancelled')];
    await bot.end('SIGKILL');
    const toDm = async (clip: Clip) => {
      const response = await call(0, `/api/clips/${clip.id}/post`, { json: { to: 'dm' } });
      expect(response.status).toBe(202);
      return ((await response.json()) as { id: string }).id;
    };
    const ids = [await toDm(kept), await toDm(cancelled)];
    // What only Discord can say, nobody says now.
    expect((await post(0, kept)).status).toBe(503);
    await createOutbox(parts.store, createLog('silent')).put(ada, 'Your recording has ended.');
    const states = async () =>
      (await ordersAt(1)).filter(({ id }) => ids.includes(id)).map(({ state }) => state);
    expect(await states()).toEqual(['waiting', 'waiting']);
    expect((await call(1, `/api/clips/orders/${ids[1]}/cancel`, { json: {} })).status).toBe(204);

    bot = await startBot();
    const dms = async (words: string) =>
      (await parts.sandbox.control.dms('ada')).filter(({ content }) => content.includes(words));
    await vi.waitFor(
      async () => {
        expect(await dms('kept')).toMatchObject([{ attachments: [{ size: kept.bytes }] }]);
        expect(await dms('Your recording has ended.')).toHaveLength(1);
        expect(await states()).toEqual(['cancelled', 'done']);
      },
      { timeout: 20_000 },
    );
    expect(await dms('cancelled')).toEqual([]);
  });

  test('a key that is revoked in Discord ends what it had open at a server; signing out ends the other one’s', async () => {
    const keys = createApiKeys(
      parts.store,
      installationSecret(join(parts.folder, 'shared'), 'secret'),
    );
    const { token } = await keys.create(ada, 'deck');
    const byKey = { headers: { authorization: `Bearer ${token}` } };
    const [program, page] = [
      eventsOf(await fetch(`${servers[1]?.url}/api/events`, byKey)),
      eventsOf(await call(1, '/api/events')),
    ];
    await Promise.all([program.missed(), page.missed()]);
    expect((await answerTo('/replay key revoke:deck'))?.content).toBeDefined();
    await expect(lastOf(program)).rejects.toThrow();
    const fromMs = performance.now();
    expect((await call(0, '/api/session', { method: 'DELETE' })).ok).toBe(true);
    expect(await lastOf(page)).toMatchObject({ event: 'SIGNED_OUT' });
    // And not only when it is looked after, every 15 s.
    expect(performance.now() - fromMs).toBeLessThan(5000);
  });

  test('what is told to stop, stops', async () => {
    for (const one of [...servers, bot]) {
      expect(await one.end()).toBe(0);
    }
  });
});
