import type { Log } from '../log.ts';
import { warnRarely } from '../warn-rarely.ts';
import type { Redis } from './redis.ts';
import type { Topics } from './store.ts';

const PING_EVERY_MS = 1000;

/** Over Redis, on a connection of its own: one that listens can do nothing else. After an outage it listens again. */
export function redisTopics(redis: Redis, prefix: string, log: Log) {
  let opened: Promise<Redis> | undefined;

  async function open(): Promise<Redis> {
    // So that it is noticed when the other end is gone.
    const listening = redis.duplicate({ pingInterval: PING_EVERY_MS });
    listening.on('error', warnRarely(log, 'what others tell is not heard'));
    await listening.connect();
    return listening;
  }

  function needListening(): Promise<Redis> {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  const topics: Topics = {
    async publish(topic, message) {
      await redis.publish(prefix + topic, JSON.stringify(message));
    },
    async subscribe(topic, listener) {
      const listening = await needListening();
      const hear = (text: string) => listener(JSON.parse(text));
      await listening.subscribe(prefix + topic, hear);
      return () => {
        // With the connection, all of them end.
        listening.unsubscribe(prefix + topic, hear).catch(() => {});
      };
    },
  };
  return {
    topics,
    async close(): Promise<void> {
      const listening = await opened?.catch(() => undefined);
      if (listening?.isOpen) listening.destroy();
    },
  };
}
