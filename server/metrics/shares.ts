import type { Notices } from '../shares/notices.ts';
import type { Share } from '../shares/share.ts';
import { FAULT_NAMES, faultOf } from '../words/fault-of.ts';
import type { Figures } from './registry.ts';

/** What becomes of shares, by what the loop tells of them. */
export function shareFigures({ counter, gauge, beforeRender }: Figures) {
  const active = gauge('shares_active', 'Shares that are to be recorded now, in all rooms.');
  const started = counter('shares_started_total', 'Recordings of shares that began.');
  const ended = counter('shares_ended_total', 'Recordings of shares that ended as they should.');
  const failed = counter(
    'shares_failed_total',
    'Shares whose recording was given up, and whose owner was told, by reason.',
    ['reason'],
  );
  const waiting = counter('shares_waited_total', 'Shares that found no free recorder.');
  const holes = counter('holes_total', 'Stretches that are missing in shares that went on.', [
    'reason',
  ]);
  const missing = counter('missing_seconds_total', 'How long those stretches are, together.');
  // What increases from nothing would not be seen to increase.
  for (const reason of FAULT_NAMES) for (const one of [failed, holes]) one.inc({ reason }, 0);
  const away = counter('interruptions_total', 'Shares whose owner was told that LiveKit is away.');

  return {
    watchShares(count: () => Promise<number>): void {
      beforeRender(async () => active.set(await count().catch(() => Number.NaN)));
    },

    /** @returns the same notices, which are counted from then on */
    counting(notices: Notices): Notices {
      return {
        ...notices,
        started(share) {
          started.inc();
          notices.started(share);
        },
        stopped(share) {
          ended.inc();
          notices.stopped(share);
        },
        failed(share: Share & { error: string }, how) {
          if (!how.isTold) failed.inc({ reason: faultOf(share.error) });
          notices.failed(share, how);
        },
        interrupted(share, sinceMs) {
          away.inc();
          notices.interrupted(share, sinceMs);
        },
        resumed(share, hole) {
          holes.inc({ reason: faultOf(hole.words) });
          missing.inc(Math.max(0, hole.toMs - hole.fromMs) / 1000);
          notices.resumed(share, hole);
        },
        waiting(who, place, why, isNew) {
          if (isNew) waiting.inc();
          notices.waiting(who, place, why, isNew);
        },
      };
    },
  };
}
