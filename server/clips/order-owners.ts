import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Store } from '../store/store.ts';

const LIST = 'order-owners';
/** Of other machines nobody knows whether they are alive; their names go after a while, ms. */
const KEEP_MS = 30 * 24 * 3600_000;
/** Tells this process from an earlier one with the same number, such as the first one of a container. */
const PROCESS = randomUUID();

/** Who may hold orders, by machine and process. */
export type OrderOwners = ReturnType<typeof createOrderOwners>;

export function createOrderOwners({ index }: Pick<Store, 'index'>) {
  return {
    /** @returns a name for one that holds orders from now on */
    async add(): Promise<string> {
      const owner = [hostname(), process.pid, PROCESS, randomUUID()].join('/');
      await index.add(LIST, owner, Date.now());
      return owner;
    },

    remove: (owner: string) => index.remove(LIST, owner),

    /** Those that hold nothing any more, although their leases may say so yet. */
    async dead(): Promise<string[]> {
      const old = await index.page(LIST, { to: Date.now() - KEEP_MS, limit: 1000 });
      for (const { member } of old.members) await index.remove(LIST, member);
      const { members } = await index.page(LIST, { limit: 1000 });
      return members.map(({ member }) => member).filter(isDead);
    },
  };
}

/** Whether it was a process of this machine that is gone; of others nobody knows. */
export function isDead(owner: string): boolean {
  const [host, pid, run] = owner.split('/');
  if (host !== hostname() || run === PROCESS) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
