import type { Config } from './config.ts';
import type { Ending } from './ending.ts';
import type { Rooms } from './livekit/rooms.ts';
import type { Bucket } from './storage/bucket.ts';
import type { Store } from './store/store.ts';

/** What this process needs, by name; each rejects while its part does not answer. */
export type Checks = Record<string, () => Promise<unknown>>;

export function createChecks(
  { roles }: Pick<Config, 'roles'>,
  parts: {
    ending: Ending;
    store: Store;
    rooms: Rooms;
    bucket: Bucket | null;
    /** Of this process, once it is logged in. */
    running: () => { bot: { check(): Promise<unknown> } } | null;
  },
): Checks {
  const { ending, store, rooms, bucket, running } = parts;
  return {
    process: ending.check,
    store: store.ping,
    ...(roles.includes('server') && { livekit: rooms.list }),
    ...(roles.includes('bot') && {
      discord: async () => {
        const bot = running()?.bot;
        if (!bot) throw new Error('the bot is not logged in');
        await bot.check();
      },
    }),
    ...(bucket && { storage: bucket.check }),
  };
}
