import type { Figures } from './registry.ts';

/** Requests that Discord refused in ten minutes, and those that were held back since the start because of it. */
interface DiscordRefusals {
  count: number;
  /** So many, and it bans us. */
  most: number;
  heldBack: number;
}

const GATEWAY_EVENTS = ['lost', 'resumed', 'identified', 'ended', 'died'] as const;
const SCOPES = ['user', 'global', 'shared'] as const;

/** How the bot gets on with Discord. */
export function discordFigures({ counter, gauge, beforeRender }: Figures) {
  const refused = gauge(
    'discord_refused_requests',
    'Requests that Discord answered with 401, 403 or 429 in ten minutes; at the most it bans the address.',
    ['of'],
  );
  const heldBack = counter(
    'discord_held_back_total',
    'Requests to Discord that were not made, to stay clear of a ban.',
  );
  const rateLimits = counter(
    'discord_rate_limits_total',
    'Times that a request had to wait for a limit of Discord, or was given up for it.',
    ['scope'],
  );
  const gateway = counter(
    'gateway_total',
    "Connections to Discord's gateway: lost, resumed, begun with a new session, ended for good; processes of shards that died.",
    ['event'],
  );
  const up = gauge('gateway_up', "1 while Discord's gateway is connected.");
  for (const event of GATEWAY_EVENTS) gateway.inc({ event }, 0);
  for (const scope of SCOPES) rateLimits.inc({ scope }, 0);
  refused.set({ of: 'now' }, 0);
  refused.set({ of: 'most' }, Number.NaN);

  return {
    /** How near the bot is to a ban by Discord; told once, by the bot. */
    watchDiscord(look: () => DiscordRefusals): void {
      beforeRender(() => {
        const { count, most, heldBack: total } = look();
        refused.set({ of: 'now' }, count);
        refused.set({ of: 'most' }, most);
        heldBack.reset();
        heldBack.inc(total);
      });
    },
    countRateLimit: (scope: (typeof SCOPES)[number]) => rateLimits.inc({ scope }),
    /** @param event `identified` is a new session, which begins without what happened before it */
    countGateway: (event: (typeof GATEWAY_EVENTS)[number]) => gateway.inc({ event }),
    /** @param isUp whether the gateway is connected */
    watchGateway: (isUp: () => boolean) => beforeRender(() => up.set(isUp() ? 1 : 0)),
  };
}
