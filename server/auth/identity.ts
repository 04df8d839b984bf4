/** Who somebody is on the pages, and which channel they share for. From Discord, by a link or by signing in. */
export interface Identity {
  /** `avatarUrl` is on Discord's CDN; pages get it from our own origin. */
  user: { id: string; name: string; avatarUrl: string | null };
  /** Both null for somebody who signed in with Discord and has not chosen a channel yet. */
  guild: Named | null;
  channel: Named | null;
}

export interface Named {
  id: string;
  name: string;
}
