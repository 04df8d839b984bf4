import type { Names } from '../names.ts';
import { RecentMap } from '../recent-map.ts';
import type { BotLink } from './bot-link.ts';

/** So long a name is good, ms: a page of clips has the same few again and again. */
const KEEP_MS = 30_000;

/**
 * What the bot knows, wherever it is; what it can't be asked just now has no name.
 * @param own of the bot in this process, which is asked without ado; what it does not know another one may
 */
export function knownNames(link: BotLink, own: () => Names | null): Names {
  const known = new RecentMap<{ atMs: number; name: Promise<unknown> }>(KEEP_MS, Date.now);

  function keep<T>(key: string, ask: () => Promise<T>): Promise<T | undefined> {
    const before = known.get(key);
    if (before && Date.now() - before.atMs < KEEP_MS) return before.name as Promise<T | undefined>;
    const name = ask().catch(() => {
      known.delete(key);
      return undefined;
    });
    known.set(key, { atMs: Date.now(), name });
    return name;
  }

  return {
    person: (userId, guildId) =>
      own()?.person(userId, guildId) ??
      keep(`person ${userId} ${guildId}`, () => link.personName(userId, guildId)),
    guild: (guildId) =>
      own()?.guild(guildId) ?? keep(`guild ${guildId}`, () => link.guildName(guildId)),
    locale: (guildId) =>
      own()?.locale(guildId) ?? keep(`locale ${guildId}`, () => link.guildLocale(guildId)),
    channel: (channelId) =>
      own()?.channel(channelId) ?? keep(`channel ${channelId}`, () => link.channelNamed(channelId)),
  };
}
