import type { AskMember } from '../auth/members.ts';
import { type Clip, shownIn } from './clip.ts';
import { mayWatch } from './may-watch.ts';

/**
 * Whether a person may take a clip along, as a copy of their own or in a direct message: who asked for it, who may
 * watch it, and who sees all of it where it was posted.
 * @param seesIt Discord shows them a message with it, pictures and sound
 */
export async function mayKeep(
  userId: string,
  clip: Clip,
  { seesIt, isMember }: { seesIt: boolean; isMember: AskMember },
): Promise<boolean> {
  if (seesIt || clip.requesterId === userId) return true;
  return mayWatch(userId, clip, isMember);
}

/** Whether a person may look at a clip on the page where it is trimmed: also who asked for it, within that clip. */
export async function mayPreview(
  userId: string,
  clip: Clip,
  isMember: AskMember,
): Promise<boolean> {
  return mayTrim(userId, clip) || mayWatch(userId, clip, isMember);
}

/** Whether a person may make new clips out of a clip: whose screen it shows, or who asked for it. */
export function mayTrim(userId: string, clip: Clip): boolean {
  if (shownIn(clip) !== clip.ownerId) return false;
  return clip.ownerId === userId || clip.requesterId === userId;
}
