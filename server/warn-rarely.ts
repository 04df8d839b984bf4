import type { Log } from './log.ts';

/** While something is away, the same is said once in so long, ms. */
const EVERY_MS = 10_000;

/** A warning that libraries give cause for at each of their attempts: the first at once, then now and again, counted. */
export function warnRarely(log: Pick<Log, 'warn'>, message: string, now = () => performance.now()) {
  let said = { atMs: Number.NEGATIVE_INFINITY, why: '' };
  let unsaid = 0;
  return (err: Error): void => {
    if (err.message === said.why && now() - said.atMs < EVERY_MS) {
      unsaid += 1;
      return;
    }
    log.warn({ err, ...(unsaid > 0 && { unsaid }) }, message);
    said = { atMs: now(), why: err.message };
    unsaid = 0;
  };
}
