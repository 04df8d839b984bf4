/** What Discord calls people and places, as far as the bot knows without asking; else undefined. */
export interface Names {
  /** On that server, where it is given and known. */
  person(userId: string, guildId?: string): Known<string>;
  guild(guildId: string): Known<string>;
  /** What is spoken on a server, as Discord names languages. */
  locale(guildId: string): Known<string>;
  channel(channelId: string): Known<{ name: string; guildId: string }>;
}

/** At once where the bot is in this process. */
type Known<T> = T | undefined | Promise<T | undefined>;
