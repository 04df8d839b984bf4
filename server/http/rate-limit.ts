import type { Context } from 'koa';
import { UserError } from '../errors.ts';
import { RecentMap } from '../recent-map.ts';
import type { Words } from '../words/words.ts';

/**
 * How often something may be asked of this process: by the address that it comes from, or by a person. Light, so that
 * nobody keeps us busy: it is no lock on anything that could be guessed, and each server counts for itself.
 */
export function createRateLimit({ most, perMs }: { most: number; perMs: number }, now = Date.now) {
  const counts = new RecentMap<{ count: number; sinceMs: number }>(perMs, now);

  const current = (who: string) => {
    const found = counts.get(who);
    return found && now() - found.sinceMs < perMs ? found : { count: 0, sinceMs: now() };
  };

  function check(ctx: Context, who = networkOf(ctx.ip)): void {
    const { count, sinceMs } = current(who);
    if (count < most) return;
    const seconds = Math.max(1, Math.ceil((sinceMs + perMs - now()) / 1000));
    ctx.set('Retry-After', String(seconds));
    const say = ({ http, duration }: Words) => http.tooOften(duration(seconds * 1000));
    throw new UserError(say, { status: 429 });
  }

  function count(ctx: Context, who = networkOf(ctx.ip)): void {
    const { count, sinceMs } = current(who);
    counts.set(who, { count: count + 1, sinceMs });
  }

  return {
    /** @throws UserError (429) when there were too many, with Retry-After */
    check,
    count,
    /** Both. @param who a person's id; where they come from, for who is not known yet */
    take(ctx: Context, who?: string): void {
      check(ctx, who);
      count(ctx, who);
    },
  };
}

/** One household has a whole /64 of IPv6. */
function networkOf(address: string): string {
  const isV6 = address.includes(':') && !address.startsWith('::ffff:');
  return isV6 ? address.split(':').slice(0, 4).join(':') : address;
}
