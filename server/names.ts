/** What Discord calls people and places, as far as the bot knows without asking; else undefined. */
export interface Names {
  /** On that server, where it is given and known. */
  person(userId: string, guildId?: string): string | undefined;
  guild(guildId: string): string | undefined;
  /** What is spoken on a server, as Discord names languages. */
  locale(guildId: string): string | undefined;
  channel(channelId: string): { name: string; guildId: string } | undefined;
}
