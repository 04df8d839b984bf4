import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SnowflakeUtil } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type Clip, createClipLibrary } from './clips/library.ts';
import { testClip } from './clips/test-clips.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { eventsOf } from './http/test-app.ts';
import { freeTcpPort } from './livekit/ports.ts';
import { createLog } from './log.ts';
import { createOutbox } from './outbox.ts';
import { openStore } from './store/open.ts';
import { hasRedisServer, type RedisServer, startRedis } from './store/redis-server.ts';
import type { Store } from './store/store.ts';
import { startTestProcess, type TestProcess } from './test-process.ts';

// Two servers and a bot as processes of their own, on one Redis; there is no LiveKit.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 });

const HERE = { as: 'ada', channel: '#clips' };
const log = createLog('silent');
const missing = !hasRedisServer();
if (missing && process.env.CI) throw new Error('redis-server is not installed');

describe.skipIf(missing)('servers and a bot apart', () => {
  let folder: string;
  let sandbox: Sandbox;
  let redis: RedisServer;
  let store: Store;
  let bot: TestProcess;
  let botPort: number;
  const servers: { url: string; running: TestProcess }[] = [];
  const started: TestProcess[] = [];
  let ada: string;
  let place: { guildId: string; channelId: string };
  let cookie: string;

  function start(roles: string, port: number, dataDir: string): TestProcess {
    const running = startTestProcess({
      ...{ DATA_DIR: join(folder, dataDir), PORT: String(port), ROLES: roles },
      ...{ STORE_URL: redis.url, PUBLIC_URL: 'http://clips.localhost' },
      ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
      ...{ LIVEKIT_URL: 'ws://127.0.0.1:9', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' },
      LOG_LEVEL: 'info',
    });
    started.push(running);
    return running;
  }
  async function startBot(): Promise<void> {
    // Where the first server has its clips, too.
    bot = start('bot,worker', botPort, 'shared');
    await bot.says('Hindsight is up');
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-roles-'));
    redis = await startRedis();
    sandbox = await startSandbox({ dataDir: folder });
    await sandbox.control.setRateLimits(false);
    store = await openStore({ dataDir: folder, storeUrl: redis.url }, log);
    botPort = await freeTcpPort();
    const first = startBot();
    for (const dataDir of ['shared', 'elsewhere']) {
      const port = await freeTcpPort();
      const running = start('server', port, dataDir);
      servers.push({ url: `http://127.0.0.1:${port}`, running });
    }
    await Promise.all([first, ...servers.map(({ running }) => running.says('Hindsight is up'))]);
    const { me, guilds } = await sandbox.control.world('ada');
    ada = me;
    const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === 'clips'))!;
    const channelId = guild.channels.find(({ name }) => name === 'clips')!.id;
    place = { guildId: guild.id, channelId };
  });
  afterAll(async () => {
    for (const one of started) await one.end('SIGKILL');
    await store?.close();
    await sandbox?.close();
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const call = (server: number, path: string, init: RequestInit & { json?: unknown } = {}) => {
    const { json, ...rest } = init;
    const body = json === undefined ? {} : { body: JSON.stringify(json), method: 'POST' };
    const headers = { cookie, 'content-type': 'application/json' };
    return fetch(`${servers[server]?.url}${path}`, { headers, ...body, ...rest });
  };
  const answerTo = async (command: string) => {
    const { id } = await sandbox.control.run({ ...HERE, command });
    return (await sandbox.control.waitForAnswer(id)).message;
  };
  const newId = () => SnowflakeUtil.generate().toString();

  /** One of hers, in the library. */
  async function keepClip(title: string): Promise<Clip> {
    const clips = createClipLibrary({ store, clipsPath: join(folder, 'shared', 'clips') });
    const id = newId();
    const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
    const source = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=2:r=30'];
    await mkdir(join(folder, 'shared', 'clips'), { recursive: true });
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
  const messageWith = (words: string) =>
    sandbox.control.waitForMessage(HERE, ({ content }) => content.includes(words), 20_000);

  test('each serves what is its part', async () => {
    for (const { url } of servers) expect((await fetch(`${url}/api/session`)).status).toBe(401);
    const atBot = (path: string) => fetch(`http://127.0.0.1:${botPort}${path}`);
    expect((await atBot('/api/session')).status).toBe(404);
    expect(await (await atBot('/readyz')).json()).toEqual({
      parts: { store: 'answers', discord: 'answers' },
    });
    expect((await atBot('/metrics')).status).toBe(200);
    const asked = await fetch(`http://127.0.0.1:${botPort}/api/internal/bot/isMember`, {
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
    await createOutbox(store, log).put(ada, 'Your recording has ended.');
    const states = async () =>
      (await ordersAt(1)).filter(({ id }) => ids.includes(id)).map(({ state }) => state);
    expect(await states()).toEqual(['waiting', 'waiting']);
    expect((await call(1, `/api/clips/orders/${ids[1]}/cancel`, { json: {} })).status).toBe(204);

    await startBot();
    const dms = async (words: string) =>
      (await sandbox.control.dms('ada')).filter(({ content }) => content.includes(words));
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

  test('what is told to stop, stops', async () => {
    for (const one of [...servers.map(({ running }) => running), bot]) {
      expect(await one.end()).toBe(0);
    }
  });
});
