import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How much it matters that Discord is asked. `order`: somebody waits for what they ordered. `duty`: it has to be done
 * one day. `nice`: nobody misses it.
 */
export type Urgency = 'order' | 'duty' | 'nice';

const current = new AsyncLocalStorage<Urgency>();

/** All that Discord is asked by this work, also later on, matters so much. */
export function withUrgency<T>(urgency: Urgency, work: () => T): T {
  return current.run(urgency, work);
}

/** undefined where nothing was said. */
export const urgencyHere = (): Urgency | undefined => current.getStore();
