import { setTimeout as sleep } from 'node:timers/promises';
import type { IIdentifyThrottler, WebSocketManager } from '@discordjs/ws';
import type { Store } from '../../server/store/store.ts';

/** Discord lets so few in within five seconds; a little more, for the way there, ms. */
const EACH_MS = 5500;
const LOOK_EVERY_MS = 200;

/**
 * Lets the shards of several processes identify one after the other, as Discord wants it of one bot.
 * @see https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
 */
export function createThrottler({ claim }: Pick<Store, 'claim'>) {
  return async (manager: WebSocketManager): Promise<IIdentifyThrottler> => {
    const { session_start_limit: limit } = await manager.fetchGatewayInformation();
    return {
      async waitForIdentify(shardId, signal) {
        const key = `discord-identify:${shardId % limit.max_concurrency}`;
        while (!(await claim(key, EACH_MS))) await sleep(LOOK_EVERY_MS, null, { signal });
      },
    };
  };
}
