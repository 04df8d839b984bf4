import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { type Bot, startBot } from '../bot.ts';
import { openTestServices, type TestServices } from '../test-services.ts';

// The whole bot over two real processes, each with the connection of one shard.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const HERE = { as: 'ada', channel: '#clips' };
const THERE = { as: 'ada', channel: '#highlights' };
const DM = { as: 'ada', channel: 'dm' };

let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
beforeAll(async () => {
  parts = await openTestServices();
  sandbox = await startSandbox({ dataDir: parts.services.config.dataDir });
  await sandbox.control.setRateLimits(false);
  await sandbox.control.setGateway({ shards: 2 });
  const { botToken: token, apiUrl } = sandbox;
  bot = await startBot(parts.services, { token, apiUrl, shards: 'auto' });
});
afterAll(async () => {
  await bot?.close();
  await sandbox?.close();
  await parts?.close();
});

const connected = async () =>
  (await sandbox.control.sessions())
    .filter((session) => session.connected)
    .toSorted((a, b) => a.shard[0] - b.shard[0]);
/** Ids of our child processes that hold a shard. */
async function shardProcesses(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', [
    '-o',
    'pid=,args=',
    '--ppid',
    `${process.pid}`,
  ]);
  return stdout.split('\n').flatMap((line) => {
    const [, pid] = /^\s*(\d+) .*shards\/shard\.ts/.exec(line) ?? [];
    return pid ? [Number(pid)] : [];
  });
}
const isUp = () =>
  bot.check().then(
    () => true,
    () => false,
  );
async function isAnswered(place: { as: string; channel: string }): Promise<void> {
  const { id } = await sandbox.control.run({ ...place, command: '/clip to:library' });
  expect((await sandbox.control.waitForAnswer(id)).state).toBe('answered');
  expect(parts.made.filter((made) => made === id)).toHaveLength(1);
}

test('as many shards as Discord recommends, each in a process, one let in every five seconds', async () => {
  const sessions = await connected();
  expect(sessions.map(({ shard }) => shard)).toEqual([
    [0, 2],
    [1, 2],
  ]);
  const [one, other] = sessions.map(({ identifiedAtMs }) => identifiedAtMs) as [number, number];
  expect(Math.abs(one - other)).toBeGreaterThan(4900);
  expect(await shardProcesses()).toHaveLength(2);
  expect(await isUp()).toBe(true);
  expect(process.env.SHARDING_MANAGER).toBeUndefined();
});

test('the two servers are with different shards, and one bot knows and answers both, and DMs', async () => {
  const { guilds } = await sandbox.control.world('ada');
  const shards = guilds.map(({ id }) => Number((BigInt(id) >> 22n) % 2n));
  expect(shards.toSorted()).toEqual([0, 1]);
  for (const { id, name } of guilds) expect(bot.names.guild(id)).toBe(name);
  await sandbox.control.openDm('ada');
  for (const place of [HERE, THERE, DM]) await isAnswered(place);
});

test('a connection that is cut is resumed, and nothing of the gap is lost', async () => {
  const before = await connected();
  await sandbox.control.gateway('drop');
  await Promise.all([isAnswered(HERE), isAnswered(THERE)]);
  expect((await connected()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
});

test('the process of a shard that dies is started again and resumes; the other one is untouched', async () => {
  const before = await connected();
  const [pid, other] = await shardProcesses();
  process.kill(pid!, 'SIGKILL');
  await vi.waitFor(async () => expect(await isUp()).toBe(false), { timeout: 10_000, interval: 10 });
  await vi.waitFor(async () => expect(await isUp()).toBe(true), { timeout: 20_000 });
  await Promise.all([isAnswered(HERE), isAnswered(THERE)]);
  expect((await connected()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const now = await shardProcesses();
  expect(now).toHaveLength(2);
  expect(now).toContain(other);
  expect(now).not.toContain(pid);
  expect(parts.lines.join()).toContain('the process of a shard died; it is started again');
  expect(await parts.services.metrics.render()).toContain(
    'hindsight_gateway_total{event="died"} 1',
  );
});

test('all shards show how many screens are buffered', async () => {
  await parts.services.shares.save({
    ...{ id: '1', status: 'active', userId: '1', guildId: '2', roomName: 'room' },
    ...{ startedAt: Date.now(), egressId: '1', videoTrackId: '1' },
  } as never);
  const shown = async () =>
    (await connected()).map(({ presence }) => presence.activities?.[0]?.name);
  await vi.waitFor(async () => expect(await shown()).toEqual(['1 screen', '1 screen']), {
    timeout: 12_000,
  });
});

test('what cannot be connected is tried again, with pauses', async () => {
  const gatewayBot = { method: 'GET', path: '^/gateway/bot' };
  await sandbox.control.addFault({ ...gatewayBot, times: 2, kind: { status: 403 } });
  const [pid] = await shardProcesses();
  process.kill(pid!, 'SIGKILL');
  await vi.waitFor(async () => expect(await isUp()).toBe(false), { timeout: 10_000, interval: 10 });
  await vi.waitFor(async () => expect(await isUp()).toBe(true), { timeout: 30_000 });
  expect(await parts.services.metrics.render()).toContain(
    'hindsight_gateway_total{event="died"} 4',
  );
  await isAnswered(HERE);
});

test('one that Discord refuses for good is not tried again', async () => {
  const asked = async () =>
    (await sandbox.control.requests()).filter(({ path }) => path === '/gateway/bot').length;
  const before = await asked();
  await sandbox.control.gateway('close', 4014);
  await vi.waitFor(() =>
    expect(bot.check()).rejects.toThrow('Discord does not allow the bot the intent Guilds.'),
  );
  for (const pid of await shardProcesses()) process.kill(pid, 'SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await shardProcesses()).toEqual([]);
  expect(await asked()).toBe(before);
});

test('it ends with its processes', async () => {
  await bot.close();
  const { botToken: token, apiUrl } = sandbox;
  bot = await startBot(parts.services, { token, apiUrl, shards: 2 });
  expect(await shardProcesses()).toHaveLength(2);
  await bot.close();
  expect(await shardProcesses()).toEqual([]);
  expect(await connected()).toEqual([]);
});
