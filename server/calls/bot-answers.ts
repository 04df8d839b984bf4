import type { Bot } from '../../bot/bot.ts';
import type { OrderDesk } from '../clips/order-desk.ts';
import type { BotAnswers } from './methods.ts';

/** What the bot of this process answers. */
export function botAnswers(bot: Bot, orders: Pick<OrderDesk, 'cancelHere'>): BotAnswers {
  const { access, isMember, rolesOf, withdraw, names, postPlaces } = bot;
  return {
    ...{ access, isMember, rolesOf, withdraw },
    parentOf: async (channelId) => bot.parentOf(channelId),
    personName: async (userId, guildId) => names.person(userId, guildId ?? undefined),
    guildName: async (guildId) => names.guild(guildId),
    guildLocale: async (guildId) => names.locale(guildId),
    channelNamed: async (channelId) => names.channel(channelId),
    postPlacesOf: postPlaces.of,
    needPostPlace: postPlaces.need,
    applicationId: async () => bot.applicationId,
    cancel: async (orderId, userId) => orders.cancelHere(orderId, userId),
  };
}
