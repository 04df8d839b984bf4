import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import type { Calls } from '../calls/calls.ts';
import type { ServerAnswers } from '../calls/methods.ts';
import { createLog } from '../log.ts';
import type { RunningProcess } from '../processes.ts';
import { openRedisStore } from '../store/redis.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import { createFindRoomyServer } from './hand-over.ts';
import { openTestRooms, type TestRooms } from './test-rooms.ts';
import { ROOM, screen } from './test-stage.ts';

const log = createLog('silent');
const missing = await skipWithout('redis');

test('of several servers, the one with most room is found; full and silent ones never', async () => {
  const looked: string[] = [];
  const fullness: Record<string, number> = { a: 1, b: 0.9, c: 0.2, d: Number.NaN };
  const server = ({ address }: Pick<RunningProcess, 'address'>) =>
    ({
      async fullness() {
        if (address === 'd') throw new Error('connect ECONNREFUSED');
        return fullness[address];
      },
      look: async (roomName: string) => void looked.push(`${address} ${roomName}`),
    }) as ServerAnswers;
  const others = async () => ['a', 'b', 'c', 'd'].map((address) => ({ address }) as RunningProcess);
  const find = createFindRoomyServer({
    ...{ processes: { others }, calls: { server } as Pick<Calls, 'server'>, log },
  });
  await (await find())?.look('room');
  fullness.c = 1;
  await (await find())?.look('room');
  expect(looked).toEqual(['c room', 'b room']);
  fullness.b = 2;
  expect(await find()).toBeNull();
});

describe.skipIf(missing)('two servers, each with places for some', () => {
  let redis: RedisServer;
  let a: TestRooms;
  let b: TestRooms;
  const OTHER = ROOM.replace(/\d+$/, '30');

  beforeEach(async () => {
    redis = await startRedis();
    const open = async (owner: string, most: number) =>
      openTestRooms({ store: await openRedisStore(redis.url, log), owner, most });
    [a, b] = [await open('A', 1), await open('B', 1)];
    a.others.push(b);
    b.others.push(a);
  });
  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
    await redis.stop();
  });
  const active = async (room: string) => (await a.shares.activeIn(room)).map((s) => s.egressId);

  test('what one has no room for, the other records; nobody is told to wait', async () => {
    await a.publish(ROOM, screen('TR_a'));
    await a.reconciler.look(ROOM);
    await a.publish(OTHER, screen('TR_b', '2'));
    await a.reconciler.look(OTHER);
    expect(await active(ROOM)).toEqual(['A_0']);
    expect(await active(OTHER)).toEqual(['B_0']);
    expect([...a.told, ...b.told]).toEqual(['started A_0', 'started B_0']);
    expect(b.reconciler.looksAfter(OTHER)).toBe(true);
    expect(a.reconciler.looksAfter(OTHER)).toBe(false);
  });

  test('a room in which somebody is recorded stays where it is: who comes there waits', async () => {
    await a.publish(ROOM, screen('TR_a'));
    await a.reconciler.look(ROOM);
    await a.publish(ROOM, screen('TR_a'), screen('TR_b', '2'));
    await a.reconciler.look(ROOM);
    expect(await active(ROOM)).toEqual(['A_0']);
    expect(a.told).toEqual(['started A_0', '2 waits at 1']);
    // And has the place as soon as it is free.
    await a.publish(ROOM, screen('TR_b', '2'));
    await a.reconciler.look(ROOM);
    expect(await active(ROOM)).toEqual(['A_1']);
  });

  test('where all are full, they wait where they are known, until one has room', async () => {
    await b.publish(ROOM, screen('TR_b'));
    await b.reconciler.look(ROOM);
    await a.publish(OTHER, screen('TR_a', '2'));
    await a.reconciler.look(OTHER);
    const third = ROOM.replace(/\d+$/, '40');
    await a.publish(third, screen('TR_c', '3'));
    await a.reconciler.look(third);
    expect(a.told).toEqual(['started A_0', '3 waits at 1']);
    expect(a.reconciler.waitingOf('3')).toMatchObject([{ place: 1 }]);
    await b.publish(ROOM);
    await b.reconciler.look(ROOM);
    await expect.poll(() => active(third), { timeout: 8000 }).toEqual(['B_1']);
    expect(a.reconciler.waitingOf('3')).toEqual([]);
  });
});
