import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import { createLog } from '../server/log.ts';
import { createLooks } from '../server/shares/looks.ts';
import { createRoomLeases } from '../server/shares/room-leases.ts';
import { openRedisStore } from '../server/store/redis.ts';
import { startRedis } from '../server/store/redis-server.ts';
import { atMost, type Bench, type Figure, plain } from './figure.ts';

const ROOMS = 1000;
const SERVERS = [1, 4];
const WARM_UP_MS = 4000;
const MEASURE_MS = 10_000;

/** What a thousand rooms ask of Redis while nothing happens in them, by the servers that watch over one another. */
export const heldRooms: Bench = {
  name: 'held-rooms',
  async measure(say) {
    const figures: Figure[] = [];
    for (const servers of SERVERS) {
      say(`${ROOMS} rooms of ${servers} servers`);
      const { cores, commands } = await measure(servers);
      const of = `held rooms: ${ROOMS} rooms, ${servers} servers`;
      figures.push(
        plain(`${of}: commands a second`, commands, ''),
        atMost(`${of}: cores of Redis`, cores, '', 0.1),
      );
    }
    return figures;
  },
};

async function measure(servers: number) {
  const redis = await startRedis();
  const log = createLog('silent');
  const names = Array.from({ length: ROOMS }, (_, i) => `replay_1_${i}`);
  const running = await Promise.all(
    Array.from({ length: servers }, async (_, i) => {
      const store = await openRedisStore(redis.url, log);
      const leases = createRoomLeases({ store, owner: `server ${i}`, log });
      // Each has its part before the others look.
      const own = names.filter((_name, at) => at % servers === i);
      await Promise.all(own.map(leases.take));
      const looks = createLooks({
        ...{ isOurs: leases.take, look: async () => {}, missed: async () => {} },
        ...{ busyRooms: async () => names, log, now: Date.now },
      });
      return { store, leases, looks };
    }),
  );
  const client = await createClient({ url: redis.url }).connect();
  const read = async () => {
    const about = `${await client.info('cpu')}${await client.info('stats')}`;
    const number = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(about)?.[1]);
    return {
      cpuS: number('used_cpu_user') + number('used_cpu_sys'),
      commands: number('total_commands_processed'),
    };
  };
  for (const { looks } of running) looks.start();
  await sleep(WARM_UP_MS);
  const [from, fromMs] = [await read(), performance.now()];
  await sleep(MEASURE_MS);
  const to = await read();
  const seconds = (performance.now() - fromMs) / 1000;
  for (const { looks } of running) await looks.close();
  for (const { leases } of running) await leases.close();
  for (const { store } of running) await store.close();
  await client.close();
  await redis.stop();
  return {
    cores: (to.cpuS - from.cpuS) / seconds,
    commands: (to.commands - from.commands) / seconds,
  };
}
