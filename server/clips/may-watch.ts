import type { AskMember } from '../auth/members.ts';
import type { Clip } from './clip.ts';

/** Whether a person may watch a clip: their own, and what is public on a server that they are a member of. */
export async function mayWatch(userId: string, clip: Clip, isMember: AskMember): Promise<boolean> {
  if (clip.ownerId === userId) return true;
  return clip.visibility === 'public' && isMember(userId, clip.guildId);
}
