import type { Client } from 'discord.js';
import { createClippedByOthers } from '../server/clips/clipped-by-others.ts';
import { deleterOfClip } from '../server/clips/may-delete.ts';
import type { Withdraw } from '../server/clips/withdraw.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { deleteClip, deleteMessage } from './delete-clip.ts';

/** Deletes clips together with the messages that show them. */
export function createWithdraw(
  client: Client,
  {
    clips,
    rules,
    store,
    notify,
    log,
  }: Pick<Services, 'clips' | 'rules' | 'store' | 'notify' | 'log'>,
): Withdraw {
  const clipped = createClippedByOthers(store);

  /** @returns whether it is gone */
  async function remove(channelId: string, messageId: string): Promise<boolean> {
    try {
      await deleteMessage(client, { channelId, messageId });
      return true;
    } catch (err) {
      log.warn({ err, channelId, messageId }, 'a message could not be deleted');
      return false;
    }
  }

  return async (userId, clipId) => {
    const [clip, noted] = await Promise.all([clips.get(clipId), clipped.get(clipId)]);
    const deleter = clip ? await deleterOfClip(userId, clip, rules) : null;
    if (!deleter && noted?.ownerId !== userId) {
      throw new UserError(({ clips }) => clips.noSuch, { status: 404 });
    }
    const places = new Map<string, string>();
    for (const place of [...(clip?.posted ?? []), noted?.place]) {
      if (place) places.set(place.messageId, place.channelId);
    }
    if (clip) await deleteClip({ clips }, userId, clip);
    if (clip && deleter?.by === 'role') {
      const [person, channel] = [`<@${userId}>`, `<#${clip.channelId}>`];
      await notify(clip.ownerId, ({ deleted }) => deleted.byRole(person, channel));
    }
    const gone = await Promise.all(
      [...places].map(([message, channel]) => remove(channel, message)),
    );
    const left = gone.filter((isGone) => !isGone).length;
    // What could not be deleted can be tried again.
    if (left === 0) await clipped.forget(clipId);
    return { left };
  };
}
