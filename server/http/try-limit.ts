import type { Context } from 'koa';
import { UserError } from '../errors.ts';
import { RecentMap } from '../recent-map.ts';

/**
 * Counts tries by the address that they come from, so that nobody keeps us busy with them. Light: it
 * is no lock on anything that could be guessed.
 */
export function createTryLimit({ most, perMs }: { most: number; perMs: number }, now = Date.now) {
  const counts = new RecentMap<{ count: number; sinceMs: number }>(perMs, now);

  const current = (ctx: Context) => {
    const found = counts.get(networkOf(ctx.ip));
    return found && now() - found.sinceMs < perMs ? found : { count: 0, sinceMs: now() };
  };

  return {
    /** @throws UserError (429) when there were too many, with Retry-After */
    check(ctx: Context): void {
      const { count, sinceMs } = current(ctx);
      if (count < most) return;
      ctx.set('Retry-After', String(Math.max(1, Math.ceil((sinceMs + perMs - now()) / 1000))));
      throw new UserError((words) => words.signIn.tooOften, { status: 429 });
    },

    count(ctx: Context): void {
      const { count, sinceMs } = current(ctx);
      counts.set(networkOf(ctx.ip), { count: count + 1, sinceMs });
    },
  };
}

/** One household has a whole /64 of IPv6. */
function networkOf(address: string): string {
  const isV6 = address.includes(':') && !address.startsWith('::ffff:');
  return isV6 ? address.split(':').slice(0, 4).join(':') : address;
}
