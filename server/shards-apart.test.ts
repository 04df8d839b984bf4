import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { skipWithout } from '../e2e/support/parts.ts';
import {} from './store/redis-server.ts';
import {
  openTestInstallation,
  type StartedProcess,
  type TestInstallation,
} from './test-installation.ts';

// Two processes that share the bot's servers, each with one of two connections, and a server that asks both.
vi.setConfig({ testTimeout: 100_000, hookTimeout: 120_000 });

const HERE = { as: 'ada', channel: '#clips' };
const THERE = { as: 'ada', channel: '#highlights' };
const DM = { as: 'ada', channel: 'dm' };
const missing = await skipWithout('redis');

describe.skipIf(missing)('a bot in two processes', () => {
  let parts: TestInstallation;
  let server: StartedProcess;
  let bots: StartedProcess[];
  beforeAll(async () => {
    parts = await openTestInstallation();
    await parts.sandbox.control.setGateway({ shards: 2 });
    server = await parts.start('server', 'shared');
    const shard = (ids: string) =>
      parts.start('bot,worker', 'shared', { SHARDS: '2', SHARD_IDS: ids });
    bots = [await shard('0'), await shard('1')];
    await Promise.all([server, ...bots].map((one) => one.says('Hindsight is up')));
  });
  afterAll(() => parts?.close());

  test('each has its own connection, and answers what happens there, once', async () => {
    const { control } = parts.sandbox;
    const connected = (await control.sessions()).filter((one) => one.connected);
    expect(connected.map(({ shard }) => shard).sort()).toEqual([
      [0, 2],
      [1, 2],
    ]);
    const ids: string[] = [];
    for (const place of [HERE, THERE, DM]) {
      const { id } = await control.run({ ...place, command: '/replay status' });
      expect((await control.waitForAnswer(id)).state).toBe('answered');
      ids.push(id);
    }
    const callbacks = (await control.requests()).filter(({ path }) => path.includes('/callback'));
    expect(callbacks).toHaveLength(ids.length);
  });

  test('a server asks the process that has the place', async () => {
    const { control } = parts.sandbox;
    const { id } = await control.run({ ...HERE, command: '/replay start' });
    const components = JSON.stringify((await control.waitForAnswer(id)).message?.components);
    const [, link] = /#link=([\w-]+)/.exec(components) ?? [];
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ link });
    const signedIn = await fetch(`${server.url}/api/session`, { method: 'POST', headers, body });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const response = await fetch(`${server.url}/api/channels`, { headers: { cookie } });
    const { guilds } = (await response.json()) as { guilds: { channels: { name: string }[] }[] };
    const names = guilds.flatMap(({ channels }) => channels.map(({ name }) => name));
    expect(names).toContain('clips');
    expect(names).toContain('highlights');
  });

  test('neither takes the other one’s servers for removed', async () => {
    const { guilds } = await parts.sandbox.control.world('ada');
    const { index } = parts.store;
    await vi.waitFor(async () => expect(await index.count('servers:known')).toBe(guilds.length), {
      timeout: 10_000,
    });
    expect(await index.count('servers:removed')).toBe(0);
  });

  test('while one is away, the other one’s servers go on', async () => {
    await bots[1]?.end('SIGKILL');
    const { control } = parts.sandbox;
    const answered = async (place: typeof HERE) => {
      const { id } = await control.run({ ...place, command: '/replay status' });
      return (await control.waitForAnswer(id)).state;
    };
    const states = [await answered(HERE), await answered(THERE)];
    expect(states.sort()).toEqual(['answered', 'failed']);
  });
});
