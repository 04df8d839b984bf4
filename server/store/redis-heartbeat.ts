import { setImmediate } from 'node:timers/promises';

const EVERY_MS = 1000;

/** As much of node-redis's client as is needed. */
interface Client {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  ping(): Promise<unknown>;
  destroy(): void;
  connect(): Promise<unknown>;
}

/**
 * Asks for a sign of life again and again; where none comes for so long, whatever is under way is rejected and it is
 * connected anew. node-redis itself waits for as long as the system holds a connection, also a quarter of an hour for
 * one whose other end is gone. Ends when the client is closed.
 */
export function keepHeartbeat(redis: Client, silenceMs: number, onSilence: () => void): void {
  let isAsking = false;

  async function beat(): Promise<void> {
    if (!redis.isOpen) clearInterval(beating);
    if (isAsking || !redis.isReady) return;
    isAsking = true;
    let answered = false;
    const late = setTimeout(async () => {
      // A process that stood still itself reads first what has come meanwhile.
      for (let i = 0; i < 2; i++) await setImmediate();
      if (answered || !redis.isOpen) return;
      onSilence();
      redis.destroy();
      redis.connect().catch(() => {});
    }, silenceMs).unref();
    await redis.ping().catch(() => {});
    answered = true;
    clearTimeout(late);
    isAsking = false;
  }

  const beating = setInterval(beat, EVERY_MS).unref();
}
