import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { createLog } from '../log.ts';
import { openRedisStore } from '../store/redis.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import type { Store } from '../store/store.ts';
import { createShares, type Shares } from './shares.ts';
import { ROOM, screen } from './test-stage.ts';

/** A recording goes on elsewhere that soon: its newest picture may be 2 s older than the death of its server. */
const TAKEN_OVER_MS = 8000;
const missing = await skipWithout('redis');

describe.skipIf(missing)('several servers on one Redis', { timeout: 60_000 }, () => {
  let redis: RedisServer;
  let store: Store;
  let shares: Shares;
  let servers: ChildProcess[];
  let said: Map<ChildProcess, string[]>;

  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url, createLog('silent'));
    shares = createShares(store);
    servers = [];
    said = new Map();
  });
  afterEach(async () => {
    for (const server of servers) server.kill('SIGKILL');
    await store.close();
    await redis.stop();
  });

  const publish = (...tracks: PublishedShare[]) =>
    store.records<PublishedShare[]>('played').set(ROOM, tracks);
  const sayingsOf = (server: ChildProcess) => said.get(server) ?? [];
  const active = async () => (await shares.activeIn(ROOM)).map(({ egressId }) => egressId);

  async function startServer(owner: string): Promise<ChildProcess> {
    const program = new URL('test-server.ts', import.meta.url).pathname;
    const server = spawn(process.execPath, [program, redis.url, owner], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    servers.push(server);
    const lines: string[] = [];
    said.set(server, lines);
    server.stdout?.on('data', (text) => lines.push(...`${text}`.trim().split('\n')));
    await expect.poll(() => lines, { timeout: 30_000 }).toContain('up');
    return server;
  }
  async function look(server: ChildProcess): Promise<void> {
    const before = sayingsOf(server).filter((line) => line === 'looked').length;
    server.stdin?.write(`${ROOM}\n`);
    await expect
      .poll(() => sayingsOf(server).filter((line) => line === 'looked').length, { timeout: 5000 })
      .toBe(before + 1);
  }
  /** One that records, and another one. */
  async function startBoth() {
    const [a, b] = await Promise.all([startServer('A'), startServer('B')]);
    await publish(screen('TR_a'));
    await look(a);
    expect(await active()).toEqual(['A_0']);
    return { a, b };
  }
  const within = { timeout: TAKEN_OVER_MS, interval: 50 };

  test('one of them records; what another hears of the room, that one does', async () => {
    const { a, b } = await startBoth();
    await look(b);
    expect(await active()).toEqual(['A_0']);
    await publish(screen('TR_a'), screen('TR_b', '2'));
    await look(b);
    expect(await active()).toEqual(['A_0', 'A_1']);
    await publish();
    await look(b);
    expect(await active()).toEqual([]);
    // Nobody looks after it any more: the next one that hears of it does.
    await publish(screen('TR_c'));
    await look(b);
    expect(await active()).toEqual(['B_0']);
    expect(sayingsOf(b)).not.toContain('started A_0');
    expect(sayingsOf(a)).not.toContain('started B_0');
  });

  test('all of them hear of a room at once: it is recorded once', async () => {
    const three = await Promise.all(['A', 'B', 'C'].map(startServer));
    await publish(screen('TR_a'));
    await Promise.all(three.map(look));
    expect(await active()).toHaveLength(1);
    const begun = three.flatMap(sayingsOf).filter((line) => line.startsWith('started'));
    expect(begun).toHaveLength(1);
  });

  test('one that is killed: another goes on in a new folder, soon, and says why; no try is counted', async () => {
    const { a, b } = await startBoth();
    const [before] = await shares.activeIn(ROOM);
    a.kill('SIGKILL');
    await expect.poll(active, within).toEqual(['B_0']);
    const [after] = await shares.activeIn(ROOM);
    expect(after?.segmentPath).not.toBe(before?.segmentPath);
    const [, old] = await shares.recentOf('1');
    expect(old).toMatchObject({ id: before?.id, status: 'stopped', brokeAt: expect.any(Number) });
    expect(await shares.attempts('TR_a')).toBe(0);
    await expect
      .poll(() => sayingsOf(b), { timeout: 5000 })
      .toContain('resumed The recorder was restarted.');
  });

  test('one that ends in order lets go at once', async () => {
    const { a } = await startBoth();
    a.kill('SIGTERM');
    await once(a, 'exit');
    await expect.poll(active, { timeout: 3000, interval: 50 }).toEqual(['B_0']);
  });

  test('one that was stopped for a while ends what it records, and changes nothing', async () => {
    const { a, b } = await startBoth();
    a.kill('SIGSTOP');
    await expect.poll(active, within).toEqual(['B_0']);
    const records = await shares.recentOf('1');
    a.kill('SIGCONT');
    await expect.poll(() => sayingsOf(a), { timeout: 3000 }).toContain(`left ${ROOM}`);
    await look(a);
    expect(await active()).toEqual(['B_0']);
    expect((await shares.recentOf('1')).map(({ id, status }) => [id, status])).toEqual(
      records.map(({ id, status }) => [id, status]),
    );
    // And when the other one dies, it is its turn again.
    b.kill('SIGKILL');
    await expect.poll(active, within).toEqual(['A_1']);
  });
});
