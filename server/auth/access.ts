/** What Discord says about a person and a channel, at the moment of the question. */
export type Access =
  /** They see it and, where it is a voice channel, may connect. In a DM `guildId` is NO_GUILD, and nothing has a name. */
  | { may: 'join'; guildId: string; names?: { guild: string; channel: string } }
  | { may: 'not' }
  /** The bot isn't there itself, so it can't tell. */
  | { may: 'unknown' };

/** Rejects when Discord does not answer. */
export type AskAccess = (userId: string, channelId: string) => Promise<Access>;

/** In direct messages there is no server; its id is written as this one. */
export const NO_GUILD = '0';
