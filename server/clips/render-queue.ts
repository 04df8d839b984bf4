import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import { UserError } from '../errors.ts';

const MOST_WAITING = 100;

/** Renders wait here for a core. */
export type RenderQueue = ReturnType<typeof createRenderQueue>;

export function createRenderQueue() {
  const queue = new PQueue({ concurrency: availableParallelism() });
  return {
    /** @throws UserError (503) when too many wait already */
    async run<T>(render: () => Promise<T>): Promise<T> {
      if (queue.size >= MOST_WAITING) {
        throw new UserError('Too many clips are being made right now. Try again in a minute.', {
          status: 503,
        });
      }
      return queue.add(render);
    },
    depth: () => ({ running: queue.pending, waiting: queue.size }),
  };
}
