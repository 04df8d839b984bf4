/** What Discord says about a person and a channel, at the moment of the question. */
export type Access =
  /** They see it and, where it is a voice channel, may connect. `guildId` is NO_GUILD in a DM. */
  | { may: 'join'; guildId: string }
  | { may: 'not' }
  /** The bot isn't there itself, so it can't tell. */
  | { may: 'unknown' };

/** Rejects when Discord does not answer. */
export type AskAccess = (userId: string, channelId: string) => Promise<Access>;

/** In direct messages there is no server; its id is written as this one. */
export const NO_GUILD = '0';
