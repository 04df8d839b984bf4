import { randomUUID } from 'node:crypto';
import { SnowflakeUtil } from 'discord.js';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

/** What a person is to be told by the bot, of a process that has none. Nothing is lost while there is no bot at all. */
export type Outbox = ReturnType<typeof createOutbox>;

/** Older news is no news, ms. */
const KEEP_MS = 7 * 24 * 3600_000;
const LOOK_EVERY_MS = 3000;
/** Longer than anything takes to be told, ms. */
const LEASE_MS = 60_000;
const LIST = 'outbox';
const TOPIC = 'outbox';

interface Letter {
  userId: string;
  words: string;
}

export function createOutbox(store: Store, log: Log) {
  const letters = store.records<Letter>('outbox');

  async function put(userId: string, words: string): Promise<void> {
    // In order, also within a millisecond.
    const id = `${SnowflakeUtil.generate()}-${randomUUID()}`;
    await letters.set(id, { userId, words }, KEEP_MS);
    await store.index.add(LIST, id, Date.now());
    // A bot that does not hear it looks by itself.
    await store.topics.publish(TOPIC, null).catch(() => {});
  }

  return {
    put,

    /**
     * Tells what is there and what comes, oldest first; one that was being told when its process died is told again.
     * @param tell never rejects
     * @returns a function that ends it
     */
    async serve(tell: (userId: string, words: string) => Promise<void>): Promise<() => void> {
      const us = randomUUID();
      let isOver = false;
      let looking: Promise<void> | undefined;
      let isAskedAgain = false;

      /** One process at a time, so that they come in order. */
      async function empty(): Promise<void> {
        const { members } = await store.index.page(LIST, { limit: 1000 });
        for (const { member } of members) {
          if (isOver || !(await store.lease(LIST, us, LEASE_MS))) break;
          const letter = await letters.get(member);
          if (letter) await tell(letter.userId, letter.words);
          await store.index.remove(LIST, member);
          await letters.delete(member);
        }
        await store.release(LIST, us);
      }

      function look(): void {
        isAskedAgain = true;
        looking ??= (async () => {
          while (isAskedAgain && !isOver) {
            isAskedAgain = false;
            await empty().catch((err) => log.warn({ err }, 'what people are to be told waits'));
          }
          looking = undefined;
        })();
      }

      const leave = await store.topics.subscribe(TOPIC, look);
      const timer = setInterval(look, LOOK_EVERY_MS).unref();
      look();
      return () => {
        isOver = true;
        clearInterval(timer);
        leave();
      };
    },
  };
}
