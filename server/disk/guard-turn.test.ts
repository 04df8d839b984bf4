import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import type { Store } from '../store/store.ts';
import { createGuardTurn } from './guard-turn.ts';

const missing = await skipWithout('redis');

describe.skipIf(missing)('of several processes', () => {
  let redis: RedisServer;
  let stores: [Store, Store];
  beforeAll(async () => {
    redis = await startRedis();
    const open = () => openStore({ dataDir: '/nowhere', storeUrl: redis.url }, createLog('silent'));
    stores = [await open(), await open()];
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await redis.stop();
  });
  const turns = (place: string) => stores.map((store) => createGuardTurn(store, place));

  test('one guards a place until it ends, others guard other places', async () => {
    const [one, two] = turns('/a');
    expect([await one?.guards(), await two?.guards(), await one?.guards()]).toEqual([
      ...[true, false, true],
    ]);
    expect(await turns('/b')[1]?.guards()).toBe(true);
    await two?.end();
    expect(await two?.guards()).toBe(false);
    await one?.end();
    expect(await two?.guards()).toBe(true);
  });

  test('each may look, but never two at once, also after one has failed', async () => {
    const [one, two] = turns('/c');
    let [looking, most, done] = [0, 0, 0];
    const look = async () => {
      looking += 1;
      most = Math.max(most, looking);
      await sleep(150);
      looking -= 1;
      done += 1;
      if (done === 1) throw new Error('the disk is gone');
    };
    const outcomes = await Promise.allSettled([one?.during(look), two?.during(look)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([most, done]).toEqual([1, 2]);
  });
});
