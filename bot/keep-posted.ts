import type { Clip, ClipChange } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import type { Services } from '../server/services.ts';
import type { Posted } from './post.ts';

/**
 * What becomes of a clip that was posted: it knows where, and stays in its owner's library for a while; one that was
 * there before, or that its owner has kept meanwhile, stays as long as it would have. What somebody else has sent to
 * themselves is none of its owner's affair, and changes nothing.
 * @param postedKeptMs how long that is; 0: not at all
 * @returns the clip; undefined when it is not kept
 */
export async function keepPosted(
  order: ClipOrder,
  { as, place }: Posted,
  { clips, postedKeptMs }: Pick<Services, 'clips'> & { postedKeptMs: number },
): Promise<Clip | undefined> {
  const isNew = order.clipId === undefined;
  if (order.clipId !== undefined && order.to === 'dm') {
    const clip = await clips.get(order.clipId);
    if (clip?.ownerId !== order.requesterId) return clip;
  }
  const isKept = (await clips.get(order.id))?.kept;
  if (isNew && as === 'file' && postedKeptMs === 0 && !isKept) {
    await clips.remove(order.id);
    return undefined;
  }
  const { replaces } = order;
  if (replaces && replaces.messageId === place?.messageId) {
    // The shorter one is shown there no more.
    await clips.change(replaces.clipId, ({ posted = [] }) => ({
      posted: posted.filter(({ messageId }) => messageId !== replaces.messageId),
    }));
  }
  const atMs = Date.now();
  return clips.change(order.clipId ?? order.id, ({ posted = [], expiresAtMs, kept }) => {
    const known = posted.some(({ messageId }) => messageId === place?.messageId);
    const change: ClipChange = {};
    if (place && !known) change.posted = [...posted, { ...place, as, atMs }];
    // A link leads to it for as long as the message stands there.
    if (as === 'link') change.expiresAtMs = undefined;
    else if (isNew && !kept) change.expiresAtMs = atMs + postedKeptMs;
    else if (expiresAtMs !== undefined) {
      change.expiresAtMs = Math.max(expiresAtMs, atMs + postedKeptMs);
    }
    return change;
  });
}
