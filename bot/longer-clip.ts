import type { User } from 'discord.js';
import { type Clip, shownIn } from '../server/clips/clip.ts';
import { mayTrim } from '../server/clips/may-keep.ts';
import { moreBefore } from '../server/clips/more-before.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';

/** @throws UserError (403) for who may not make it longer */
export async function needMayLengthen(
  { id: requesterId }: Pick<User, 'id'>,
  clip: Clip,
  { mayClip }: Pick<Services, 'mayClip'>,
): Promise<void> {
  if (!mayTrim(requesterId, clip))
    throw new UserError(({ pressed }) => pressed.moreNotYours, { status: 403 });
  await mayClip.need({ requesterId, sharerId: shownIn(clip), guildId: clip.guildId });
}

/** @returns how much more there is before it, ms. @throws UserError (410) when nothing is */
export async function needMore(clip: Clip, { segments }: Pick<Services, 'segments'>) {
  const moreMs = await moreBefore(clip, segments);
  if (moreMs === 0) throw new UserError(({ pressed }) => pressed.morePassed, { status: 410 });
  return moreMs;
}

/** What a longer clip is made into: what the message has. @param name of its file. @throws UserError for a GIF */
export function formatOf(name = ''): ClipOrder['format'] {
  if (name.endsWith('.gif')) {
    throw new UserError(({ pressed }) => pressed.moreGif);
  }
  return name.endsWith('.m4a') ? 'audio' : undefined;
}
