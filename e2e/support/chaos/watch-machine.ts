import { availableParallelism, loadavg } from 'node:os';
import type { Happening } from './course.ts';

const EVERY_MS = 100;
/** A timer that is so late tells of a machine on which nothing runs in time, ms. */
const LATE_MS = 500;
/** So many that want to run, for each that can, over a minute: each waits for its turn too long. */
const MOST_LOAD = 8;
/** So far apart they are one, ms. */
const APART_MS = 5000;

/**
 * Notes when the machine had so much else to do that nothing can be in time, as happenings that nobody planned.
 * @returns what ends that
 */
export function watchMachine(happenings: Happening[]): () => void {
  let dueMs = Date.now() + EVERY_MS;
  const watching = setInterval(() => {
    const nowMs = Date.now();
    const lateMs = nowMs - dueMs;
    dueMs = nowMs + EVERY_MS;
    const [load = 0] = loadavg();
    if (lateMs < LATE_MS && load < MOST_LOAD * availableParallelism()) return;
    const span = { fromMs: nowMs - lateMs - EVERY_MS, toMs: nowMs };
    const last = happenings.findLast(({ name }) => name === BUSY);
    if (last?.toMs && span.fromMs - last.toMs < APART_MS) last.toMs = span.toMs;
    else
      happenings.push({
        name: BUSY,
        what: `a timer is ${lateMs} ms late, the load ${load}`,
        ...span,
      });
  }, EVERY_MS);
  return () => clearInterval(watching);
}

export const BUSY = 'busy machine';
