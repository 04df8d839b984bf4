/** Who somebody is on the pages, and which channel they came from. From Discord, through a link. */
export interface Identity {
  user: { id: string; name: string; avatarUrl: string | null };
  guild: { id: string; name: string };
  channel: { id: string; name: string };
}
