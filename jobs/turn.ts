import type { Log } from '../server/log.ts';
import type { Store } from '../server/store/store.ts';

/** After so long without a sign of life, another one may run the job, ms. */
const LEASE_MS = 60_000;
const RENEWALS = 4;

/** The right to run a job: nobody else has it, on any machine. */
export interface Turn {
  /** Aborted when it went to somebody else, or may have: the job has to be stopped. */
  lost: AbortSignal;
  /** Gives it back. */
  end(): Promise<void>;
}

/**
 * @param owner names this process among all that share the store
 * @returns null while somebody else has it
 */
export async function takeTurn(options: {
  store: Pick<Store, 'lease' | 'release'>;
  job: string;
  owner: string;
  log: Log;
  leaseMs?: number;
}): Promise<Turn | null> {
  const { store, job, owner, log, leaseMs = LEASE_MS } = options;
  const key = `job:${job}`;
  const lost = new AbortController();
  // By our own clock, and from before the question: it never ends later here than in the store.
  let heldUntilMs = performance.now() + leaseMs;
  if (!(await store.lease(key, owner, leaseMs))) return null;

  async function renew(): Promise<void> {
    const untilMs = performance.now() + leaseMs;
    try {
      if (await store.lease(key, owner, leaseMs)) heldUntilMs = untilMs;
      else lost.abort(new Error('another machine has taken it over'));
    } catch (err) {
      log.warn({ err, job }, "a job's lease could not be renewed; it is tried again");
      // The next renewal may be the moment that it ends at: timers are not exact.
      if (performance.now() + (1.5 * leaseMs) / RENEWALS > heldUntilMs) {
        lost.abort(new Error('the store does not answer'));
      }
    }
  }
  const renewing = setInterval(() => void renew(), leaseMs / RENEWALS).unref();

  return {
    lost: lost.signal,
    async end() {
      clearInterval(renewing);
      await store.release(key, owner);
    },
  };
}
