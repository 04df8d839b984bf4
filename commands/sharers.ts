import type { ChatInputCommandInteraction } from 'discord.js';
import type { Services } from '../server/services.ts';
import type { Share } from '../server/shares/share.ts';
import { wordsAt } from '../server/words/words.ts';

/** So many others are told at most. */
const MOST = 20;

/** Who else shares on this server now, in lines; only those who share for a channel that the person may be in. */
export async function sharersSeenBy(
  { user, guildId, locale }: Pick<ChatInputCommandInteraction, 'user' | 'guildId' | 'locale'>,
  { access, mayClip, shares, log }: Pick<Services, 'access' | 'mayClip' | 'shares' | 'log'>,
): Promise<string[]> {
  if (guildId === null) return [];
  const others = (await shares.ofGuild(guildId)).filter(
    ({ status, userId }) => status === 'active' && userId !== user.id,
  );
  const answers = new Map<string, Promise<boolean>>();
  /** Each channel is asked about once. */
  const isSeen = ({ channelId }: Share): Promise<boolean> => {
    const answer =
      answers.get(channelId) ??
      access(user.id, channelId).then(
        ({ may }) => may === 'join',
        (err) => {
          log.info({ err, channelId }, 'who shares there is left out');
          return false;
        },
      );
    answers.set(channelId, answer);
    return answer;
  };
  const seen = await Promise.all(others.map(async (one) => ((await isSeen(one)) ? [one] : [])));
  const say = wordsAt(locale).replay;
  const lines = seen.flat().map(async ({ userId, channelId, startedAt }) => {
    const opened = await mayClip.opened({ requesterId: user.id, sharerId: userId, guildId });
    const sentence = opened.length > 0 ? say.sharesForYou : say.sharesToo;
    return sentence(`<@${userId}>`, `<#${channelId}>`, `<t:${Math.floor(startedAt / 1000)}:T>`);
  });
  const told = (await Promise.all(lines.slice(0, MOST))).sort();
  const more = seen.flat().length - told.length;
  return more > 0 ? [...told, say.moreShare(more)] : told;
}
