import type { Figures } from './registry.ts';

/** Seconds from a command to its outcome. */
const BUCKETS = [1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300, 900];
const OUTCOMES = ['done', 'failed', 'cancelled'] as const;
const NOTICES = ['dm', 'muted', 'refused', 'failed'] as const;

/** What people get: clips, and news of what went wrong. */
export function postFigures({ counter, histogram }: Figures) {
  const posts = counter('posts_total', 'Tries to bring a clip somewhere.', ['way', 'outcome']);
  const orders = counter('orders_total', 'Clips that were asked for, by what came of them.', [
    'outcome',
  ]);
  const durations = histogram(
    'order_duration_seconds',
    'From the moment a clip was asked for to its outcome.',
    ['outcome'],
    BUCKETS,
  );
  const notices = counter(
    'notices_total',
    'News for people: sent by direct message, muted by themselves, refused (they take no messages from the bot) or failed; the last three wait for their next command.',
    ['outcome'],
  );
  for (const outcome of OUTCOMES) orders.inc({ outcome }, 0);
  for (const outcome of NOTICES) notices.inc({ outcome }, 0);

  return {
    countPost: (
      way: 'answer' | 'channel' | 'dm' | 'place' | 'library',
      outcome: 'file' | 'link' | 'kept' | 'failed',
    ) => posts.inc({ way, outcome }),
    countOrder(outcome: (typeof OUTCOMES)[number], tookMs: number): void {
      orders.inc({ outcome });
      durations.observe({ outcome }, Math.max(0, tookMs) / 1000);
    },
    countNotice: (outcome: (typeof NOTICES)[number]) => notices.inc({ outcome }),
  };
}
