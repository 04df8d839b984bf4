import type { RenderQueue, Turn } from '../clips/render-queue.ts';
import { UserError } from '../errors.ts';
import type { Figures } from './registry.ts';

/** Seconds: a cut takes a part of one, a long clip that is encoded anew minutes. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 45, 90, 180, 400];
const KINDS = ['cut', 'mp4', 'gif', 'audio', 'poster', 'preview', 'other'] as const;

/** What is rendered, and what waits for it. */
export function renderFigures({ gauge, histogram, beforeRender }: Figures) {
  const depth = gauge('renders', 'Clips being rendered and waiting for it.', ['state']);
  const durations = histogram(
    'render_duration_seconds',
    'What renders took, without waiting: done, refused in words for a person, cancelled or failed.',
    ['kind', 'outcome'],
    BUCKETS,
  );
  const waits = histogram(
    'render_wait_seconds',
    'How long renders waited for a slot.',
    ['kind'],
    BUCKETS,
  );
  for (const kind of KINDS) durations.zero({ kind, outcome: 'failed' });

  return {
    /** To be told once. @returns the queue, which measures what it runs from then on */
    timing(queue: RenderQueue): RenderQueue {
      beforeRender(() => {
        for (const [state, count] of Object.entries(queue.depth())) depth.set({ state }, count);
      });
      return {
        ...queue,
        run(turn, render) {
          const { kind = 'other' } = turn;
          const waited = waits.startTimer({ kind });
          return queue.run(turn, async () => {
            waited();
            const rendered = durations.startTimer({ kind });
            try {
              const made = await render();
              rendered({ outcome: 'done' });
              return made;
            } catch (error) {
              rendered({ outcome: outcomeOf(error, turn) });
              throw error;
            }
          });
        },
      };
    },
  };
}

function outcomeOf(error: unknown, { signal }: Turn): 'cancelled' | 'refused' | 'failed' {
  if (signal?.aborted) return 'cancelled';
  return error instanceof UserError ? 'refused' : 'failed';
}
