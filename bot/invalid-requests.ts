import { type REST, RESTEvents } from 'discord.js';
import type { Log } from '../server/log.ts';
import type { Urgency } from '../server/urgency.ts';

/** So many answers of 401, 403 or 429 in ten minutes, and Discord bans our address for a while. */
const MOST = 10_000;
/** Parts of that: from when on it is told, and what is not asked any more until the ten minutes are over. */
const EARLY = 0.1;
const HALF = 0.5;
const THREE_QUARTERS = 0.75;

/** What was not asked, so that Discord does not ban us: not at fault is who asked for it. */
export class HeldBack extends Error {
  override name = 'HeldBack';
}

/** Keeps the bot from being banned: the nearer it comes to that, the less Discord is asked. */
export type InvalidRequests = ReturnType<typeof createInvalidRequests>;

/** @param most how many refused requests lead to a ban */
export function createInvalidRequests(log: Log, { most = MOST, now = Date.now } = {}) {
  let count = 0;
  let untilMs = 0;
  let told = 0;
  let heldBack = 0;
  let isTokenRefused = false;

  const part = () => (now() < untilMs ? count / most : 0);

  function isAllowed(urgency: Urgency): boolean {
    if (urgency === 'order') return true;
    return part() < (urgency === 'duty' ? THREE_QUARTERS : HALF);
  }

  function tell(): void {
    const reached = [EARLY, HALF, THREE_QUARTERS].findLast((mark) => part() >= mark) ?? 0;
    if (reached <= told) return;
    told = reached;
    const state = { count, most, untilMs };
    if (reached === EARLY) {
      log.warn(state, 'Discord refuses many requests (401, 403 or 429): at the most it bans us');
    } else if (reached === HALF) {
      log.error(state, 'half-way to a ban by Discord: progress, buttons and look-ups have to wait');
    } else {
      log.error(state, 'close to a ban by Discord: only answers to what people order are sent');
    }
  }

  return {
    /** Counts what discord.js counts, which has to be told to say so each time. */
    watch(rest: REST): void {
      rest.on(RESTEvents.InvalidRequestWarning, ({ count: seen, remainingTime }) => {
        if (now() >= untilMs || seen < count) told = 0;
        count = seen;
        untilMs = now() + remainingTime;
        tell();
      });
    },

    /** @throws HeldBack */
    need(urgency: Urgency): void {
      if (isAllowed(urgency)) return;
      heldBack += 1;
      throw new HeldBack('not asked: Discord has refused so much that it would soon ban us');
    },

    /** Discord does not know the bot's token any more; discord.js sends nothing with it from here on. */
    refuseToken(): void {
      if (isTokenRefused) return;
      isTokenRefused = true;
      log.fatal(
        'Discord refuses DISCORD_TOKEN (401): it was reset or revoked, and nothing can be posted any more. ' +
          'Copy a new token from https://discord.com/developers/applications (Bot, Reset Token) and start Hindsight again.',
      );
    },

    /** @throws Error when the bot's token is void */
    check(): void {
      if (isTokenRefused) throw new Error('Discord refuses DISCORD_TOKEN');
    },

    /** Refused requests of these ten minutes, and what was held back since the start. */
    state: () => ({ count: now() < untilMs ? count : 0, most, heldBack }),
  };
}
