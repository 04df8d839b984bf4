/** A channel in which a person and the bot may both post files. */
export interface PostChannel {
  id: string;
  name: string;
  kind: 'text' | 'voice' | 'thread';
  /** Largest file that a message there may carry. */
  limitBytes: number;
}

export interface PostPlaces {
  guilds: { id: string; name: string; channels: PostChannel[] }[];
  dm: { limitBytes: number };
}

/** What Discord says about where clips can go, at the moment of the question. Rejects when it does not answer. */
export interface AskPostPlaces {
  of(userId: string): Promise<PostPlaces>;
  /**
   * @returns the channel's server, NO_GUILD for a DM
   * @throws UserError 404 where there is no such channel for them; 403 that names the right that is missing
   */
  need(
    userId: string,
    channelId: string,
    /** A link is posted there, which only a further right lets play. */
    what?: { withLink?: boolean },
  ): Promise<{ guildId: string }>;
}
