import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from './errors.ts';
import { listen } from './http/listen.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5000;
const LOOK_EVERY_MS = 200;
/** So long the one that goes waits for the one that comes, ms. */
const PATIENCE_MS = 15_000;

/**
 * How one process takes over from another one with the same store: the port passes first, the bot last.
 * @param owner names this process among all that share the store
 * @param at where it listens: with a shared store there are others elsewhere, which it does not follow
 */
export function createHandover(parts: {
  store: Store;
  owner: string;
  at: { host: string; port: number };
  log: Log;
}) {
  const { store, owner, at, log } = parts;
  const place = store.isShared ? `:${hostname()}/${at.host}:${at.port}` : '';
  /** Held by the process that has the port, the recorder and the folders. */
  const SERVER = `server${place}`;
  /** Held by a process that waits for them, until its bot answers commands. */
  const SUCCESSOR = `successor${place}`;
  const held = new Map<string, NodeJS.Timeout>();

  async function take(name: string): Promise<boolean> {
    const isOurs = await store.lease(name, owner, LEASE_MS);
    if (held.has(name)) return isOurs;
    const renew = () => {
      store.lease(name, owner, LEASE_MS).catch((err) => log.warn({ err }, 'a lease ran out'));
    };
    held.set(name, setInterval(renew, RENEW_EVERY_MS).unref());
    return isOurs;
  }

  async function release(name: string): Promise<void> {
    clearInterval(held.get(name));
    held.delete(name);
    await store.release(name, owner);
  }

  async function isWith(name: string): Promise<boolean> {
    if (!(await store.lease(name, owner, LEASE_MS))) return true;
    await store.release(name, owner);
    return false;
  }

  return {
    /**
     * Listens once the port is free, which another process of this installation may have yet.
     * @throws UserError when another program has it
     */
    async listen(): ReturnType<typeof listen> {
      const { host, port } = at;
      for (let isOthers = true, waits = false; ; ) {
        try {
          const http = await listen(host, port);
          await take(SERVER);
          return http;
        } catch (error) {
          // Not at once: it may have been let go between the two looks.
          if (!(error instanceof UserError) || !isOthers) throw error;
          isOthers = await isWith(SERVER);
          if (isOthers && !waits) {
            waits = true;
            await take(SUCCESSOR);
            log.info({ port }, 'another Hindsight has the port; waiting until it is told to end');
          }
          await sleep(LOOK_EVERY_MS);
        }
      }
    },

    /** The bot answers: the process before need not any more. */
    arrived: () => release(SUCCESSOR),

    /** Whether another process waits to take over, or does so at this moment. */
    isAwaited: () => isWith(SUCCESSOR),

    /** Waits until the other one's bot answers, but not for ever. @param leftMs what this process has yet */
    async untilArrived(leftMs = PATIENCE_MS): Promise<void> {
      const deadline = performance.now() + Math.min(PATIENCE_MS, leftMs);
      while ((await isWith(SUCCESSOR)) && performance.now() < deadline) await sleep(LOOK_EVERY_MS);
    },

    async close(): Promise<void> {
      for (const name of held.keys()) await release(name);
    },
  };
}
