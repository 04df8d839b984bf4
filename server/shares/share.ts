/** One recording of one screen share: a session with a folder of its own. */
export interface Share {
  id: string;
  /** The recorder's name for it; empty when it could not even be started. */
  egressId: string;
  /** The sharer: Discord user id and LiveKit identity. */
  userId: string;
  roomName: string;
  guildId: string;
  channelId: string;
  videoTrackId: string;
  audioTrackId: string | null;
  /** Absolute path of its segments. */
  segmentPath: string;
  status: 'active' | 'stopped' | 'failed';
  /** Why it failed, for a person. */
  error?: string;
  /** ms since the epoch, as are all times here. */
  startedAt: number;
  endedAt?: number;
  createdAt: number;
  updatedAt: number;
}
