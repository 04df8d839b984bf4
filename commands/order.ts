import { NO_GUILD } from '../server/auth/access.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { isBotThere, type Used } from './place.ts';

/** What every order for a clip has from its interaction; of one's own share, where nothing else is said. */
export function orderBy(
  interaction: Used,
  momentMs: number,
): Pick<
  ClipOrder,
  'id' | 'sharerId' | 'requesterId' | 'guildId' | 'channelId' | 'answer' | 'answerOnly'
> {
  const { id, user, guildId, channelId, applicationId, token, attachmentSizeLimit } = interaction;
  return {
    id,
    sharerId: user.id,
    requesterId: user.id,
    guildId: guildId ?? NO_GUILD,
    channelId,
    ...(!isBotThere(interaction) && { answerOnly: true }),
    answer: { applicationId, token, limitBytes: attachmentSizeLimit, sinceMs: momentMs },
  };
}
