import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './log.ts';

/** While the disk does not let go of it, each after the one before, ms. */
const AGAIN_MS = [1000, 10_000, 60_000, 600_000];

/**
 * Removes what nobody needs any more, with all that lies below. Never rejects: what it was made for has not failed
 * because of it. Where the disk refuses, it is tried again later; what is left then goes with the next start.
 */
export async function removeAtLast(path: string, log?: Pick<Log, 'warn'>): Promise<void> {
  const isRemoved = () =>
    rm(path, { recursive: true, force: true }).then(
      () => true,
      (err) => {
        log?.warn({ err, path }, 'what is not needed any more could not be removed');
        return false;
      },
    );
  if (await isRemoved()) return;
  void (async () => {
    for (const ms of AGAIN_MS) {
      await sleep(ms, null, { ref: false });
      if (await isRemoved()) return;
    }
  })();
}
