import type { ServerRules } from '../servers/rules.ts';
import { type Clip, shownIn } from './clip.ts';

/** Who wants to delete, and what lets them delete clips of others on this server. */
export interface Deleter {
  userId: string;
  guildId: string;
  by: 'messages' | 'role' | null;
}

/**
 * Whether the clip goes, too: whose screen it shows decides, as does who has it. What they keep, and what another
 * server made, is not others' to delete.
 */
export function mayDeleteClip({ userId, guildId, by }: Deleter, clip: Clip): boolean {
  if (clip.ownerId === userId || shownIn(clip) === userId) return true;
  if (clip.kept) return false;
  return clip.requesterId === userId || (by !== null && clip.guildId === guildId);
}

/**
 * By what somebody may delete a clip away from its message, where nothing is known of their rights over messages.
 * @returns null: they may not. Rejects when Discord does not say which roles they have
 */
export async function deleterOfClip(
  userId: string,
  clip: Clip,
  rules: Pick<ServerRules, 'mayDelete'>,
): Promise<Deleter | null> {
  const { guildId } = clip;
  const alone: Deleter = { userId, guildId, by: null };
  if (mayDeleteClip(alone, clip)) return alone;
  const withRole: Deleter = { userId, guildId, by: 'role' };
  if (!mayDeleteClip(withRole, clip) || !isShown(clip)) return null;
  return (await rules.mayDelete({ userId, guildId })) ? withRole : null;
}

/** What others there can have seen: what its owner alone has is none of theirs, also for who knows its number. */
function isShown({ visibility, guildId, posted = [] }: Clip): boolean {
  return visibility === 'public' || posted.some((post) => post.guildId === guildId);
}
