import { type Client, DiscordAPIError, Routes } from 'discord.js';
import { createClippedByOthers } from '../server/clips/clipped-by-others.ts';
import type { Withdraw } from '../server/clips/withdraw.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';

/** Unknown channel and message: somebody was faster. */
const GONE = [10003, 10008];

/** Deletes clips together with the messages that show them. */
export function createWithdraw(
  client: Client,
  { clips, rules, store, log }: Pick<Services, 'clips' | 'rules' | 'store' | 'log'>,
): Withdraw {
  const clipped = createClippedByOthers(store);

  /** @returns whether it is gone */
  async function remove(channelId: string, messageId: string): Promise<boolean> {
    try {
      await client.rest.delete(Routes.channelMessage(channelId, messageId));
      return true;
    } catch (err) {
      if (err instanceof DiscordAPIError && GONE.includes(Number(err.code))) return true;
      log.warn({ err, channelId, messageId }, 'a message could not be deleted');
      return false;
    }
  }

  return async (userId, clipId) => {
    const [clip, noted] = await Promise.all([clips.get(clipId), clipped.get(clipId)]);
    const isOwn = clip?.ownerId === userId || noted?.ownerId === userId;
    const isLet = !isOwn && clip && (await rules.mayDelete({ userId, guildId: clip.guildId }));
    if (!isOwn && !isLet) {
      throw new UserError(({ clips }) => clips.noSuch, { status: 404 });
    }
    const places = new Map<string, string>();
    for (const place of [...(clip?.posted ?? []), noted?.place]) {
      if (place) places.set(place.messageId, place.channelId);
    }
    await clips.remove(clipId);
    const gone = await Promise.all(
      [...places].map(([message, channel]) => remove(channel, message)),
    );
    const left = gone.filter((isGone) => !isGone).length;
    // What could not be deleted can be tried again.
    if (left === 0) await clipped.forget(clipId);
    return { left };
  };
}
