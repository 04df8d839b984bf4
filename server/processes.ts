import { randomUUID } from 'node:crypto';
import type { Role } from './config.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

/** One without a sign of life for so long is dead, by the store's clock, ms. */
const LEASE_MS = 6000;
const RENEW_EVERY_MS = 2000;
/** Who is alive is not asked anew for so long, ms. */
const FRESH_MS = 500;
const LIST = 'processes';

/** A process of this installation. */
export interface RunningProcess {
  id: string;
  roles: Role[];
  /** Where the others reach it, such as http://10.0.0.3:3000. */
  address: string;
  /** Of Discord's connections, those that it holds; absent without a bot. */
  shards?: { ids: number[]; count: number };
  /** ms since the epoch. */
  sinceMs: number;
}

/** Which processes work on this store at the moment, this one among them. */
export type Processes = Awaited<ReturnType<typeof joinProcesses>>;

/** Makes this process known to the others, until it is closed or dies. */
export async function joinProcesses(
  store: Store,
  about: { roles: Role[]; address: string },
  log: Log,
  leaseMs = LEASE_MS,
) {
  const records = store.records<RunningProcess>('processes');
  const self: RunningProcess = { ...about, id: randomUUID(), sinceMs: Date.now() };
  const leaseOf = (id: string) => `process:${id}`;
  let known: { atMs: number; list: Promise<RunningProcess[]> } | undefined;

  /** Each time as a whole: one that was stopped for a while may have been taken off the list. */
  async function renew(): Promise<void> {
    await store.lease(leaseOf(self.id), self.id, leaseMs);
    await records.set(self.id, self);
    await store.index.add(LIST, self.id, self.sinceMs);
  }

  const isAlive = async (id: string) => (await store.holder(leaseOf(id))) !== undefined;

  async function remove(id: string): Promise<void> {
    await store.index.remove(LIST, id);
    await records.delete(id);
  }

  async function look(): Promise<RunningProcess[]> {
    const { members } = await store.index.page(LIST, { limit: 1000 });
    const found = await Promise.all(
      members.map(async ({ member }) => {
        if (await isAlive(member)) return records.get(member);
        await remove(member);
        return undefined;
      }),
    );
    return found.filter((one) => one !== undefined);
  }

  function alive(): Promise<RunningProcess[]> {
    const nowMs = performance.now();
    if (!known || nowMs - known.atMs > FRESH_MS) {
      const list = look();
      const fresh = { atMs: nowMs, list };
      known = fresh;
      list.catch(() => {
        if (known === fresh) known = undefined;
      });
    }
    return known.list;
  }

  await renew();
  const renewing = setInterval(
    () => {
      renew().catch((err) => log.warn({ err }, 'the other processes may take this one for dead'));
    },
    Math.min(RENEW_EVERY_MS, leaseMs / 3),
  ).unref();

  return {
    id: self.id,
    address: self.address,
    roles: self.roles,

    /** Oldest first. @param role those that have it; everybody when left out */
    async alive(role?: Role): Promise<RunningProcess[]> {
      const all = await alive();
      return role ? all.filter(({ roles }) => roles.includes(role)) : all;
    },

    /** The same without this one. */
    async others(role?: Role): Promise<RunningProcess[]> {
      return (await this.alive(role)).filter(({ id }) => id !== self.id);
    },

    /** At this moment. */
    isAlive,

    /** Which connections to Discord this process holds. */
    async holdShards(shards: NonNullable<RunningProcess['shards']>): Promise<void> {
      self.shards = shards;
      await renew();
    },

    async close(): Promise<void> {
      clearInterval(renewing);
      await store.release(leaseOf(self.id), self.id);
      await remove(self.id);
    },
  };
}
