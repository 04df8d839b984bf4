import { NO_GUILD } from '../auth/access.ts';
import type { AskPostPlaces } from '../auth/post-places.ts';
import type { Cancelled } from '../clips/order-desk.ts';
import { UserError } from '../errors.ts';
import type { Processes, RunningProcess } from '../processes.ts';
import { type Calls, firstAnswer } from './calls.ts';
import type { BotAnswers } from './methods.ts';
import { holdsGuild } from './own-shards.ts';

const NO_BOT = 'the bot is not logged in';

/** The bot, wherever it is: in this process, in another one, or in several that share its servers. */
export type BotLink = ReturnType<typeof createBotLink>;

interface Reached {
  process: Pick<RunningProcess, 'id' | 'shards'>;
  answers: BotAnswers;
}

/**
 * @param own the bot of this process, as soon as it is there
 * @param others absent where there is no other process
 */
export function createBotLink(parts: {
  own: () => BotAnswers | null;
  others?: { processes: Pick<Processes, 'id' | 'alive'>; calls: Pick<Calls, 'bot'> } | undefined;
}) {
  const { own, others } = parts;

  /** Our own first. */
  async function reach(): Promise<Reached[]> {
    const ours = own();
    if (!others) return ours ? [{ process: { id: '' }, answers: ours }] : [];
    const { processes, calls } = others;
    const found = (await processes.alive('bot')).flatMap((process): Reached[] => {
      if (process.id !== processes.id) return [{ process, answers: calls.bot(process) }];
      return ours ? [{ process, answers: ours }] : [];
    });
    const isOurs = ({ process }: Reached) => process.id === processes.id;
    return [...found.filter(isOurs), ...found.filter((one) => !isOurs(one))];
  }

  const answersOf = (reached: Reached[]) => reached.map(({ answers }) => answers);

  /** Of a bot that is on a server. */
  async function onGuild<T>(guildId: string, ask: (bot: BotAnswers) => Promise<T>): Promise<T> {
    const all = await reach();
    const there = all.filter(({ process: { shards } }) => !shards || holdsGuild(shards, guildId));
    return firstAnswer(answersOf(there), ask, NO_BOT);
  }

  /** Of the bots of all servers, each once. */
  async function everywhere<T>(ask: (bot: BotAnswers) => Promise<T>) {
    const groups = Map.groupBy(await reach(), ({ process: { shards } }) => `${shards?.ids}`);
    if (groups.size === 0) throw new Error(NO_BOT);
    const asked = [...groups.values()].map((group) => firstAnswer(answersOf(group), ask, NO_BOT));
    const outcomes = await Promise.allSettled(asked);
    return {
      values: outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
      errors: outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])),
    };
  }

  /** Where a question names a channel, nobody knows whose it is. */
  async function somewhere<T>(
    ask: (bot: BotAnswers) => Promise<T>,
    isKnown: (value: T) => boolean,
  ): Promise<T> {
    const { values, errors } = await everywhere(ask);
    const known = values.find(isKnown);
    if (known !== undefined) return known;
    const [value] = values;
    if (errors.length > 0 || values.length === 0) throw errors.find(isNews) ?? errors[0];
    return value as T;
  }

  const postPlaces: AskPostPlaces = {
    async of(userId) {
      const { values, errors } = await everywhere((bot) => bot.postPlacesOf(userId));
      const [first] = values;
      if (!first) throw errors[0];
      return { ...first, guilds: values.flatMap(({ guilds }) => guilds) };
    },
    need: (userId, channelId, { withLink = false } = {}) =>
      somewhere(
        (bot) => bot.needPostPlace(userId, channelId, { withLink }),
        () => true,
      ),
  };

  return {
    access: (userId: string, channelId: string) =>
      somewhere(
        (bot) => bot.access(userId, channelId),
        ({ may }) => may !== 'unknown',
      ),
    isMember: (userId: string, guildId: string) =>
      onGuild(guildId, (bot) => bot.isMember(userId, guildId)),
    rolesOf: (userId: string, guildId: string) =>
      onGuild(guildId, (bot) => bot.rolesOf(userId, guildId)),
    parentOf: (channelId: string) =>
      somewhere(
        (bot) => bot.parentOf(channelId),
        (parent) => parent !== undefined,
      ),
    withdraw: (userId: string, clipId: string) =>
      onGuild(NO_GUILD, (bot) => bot.withdraw(userId, clipId)),
    personName: (userId: string, guildId = NO_GUILD) =>
      onGuild(guildId, (bot) => bot.personName(userId, guildId === NO_GUILD ? null : guildId)),
    guildName: (guildId: string) => onGuild(guildId, (bot) => bot.guildName(guildId)),
    guildLocale: (guildId: string) => onGuild(guildId, (bot) => bot.guildLocale(guildId)),
    channelNamed: (channelId: string) =>
      somewhere(
        (bot) => bot.channelNamed(channelId),
        (channel) => channel !== undefined,
      ),
    postPlaces,
    applicationId: () => onGuild(NO_GUILD, (bot) => bot.applicationId()),

    /** Of what bots in other processes work on; `over` where none of them does. */
    async cancelElsewhere(orderId: string, userId: string): Promise<Cancelled> {
      const elsewhere = (await reach()).filter(
        ({ process }) => process.id !== others?.processes.id,
      );
      const outcomes = await Promise.all(
        elsewhere.map(({ answers }) =>
          answers.cancel(orderId, userId).catch((): Cancelled => 'over'),
        ),
      );
      return outcomes.find((outcome) => outcome !== 'over') ?? 'over';
    },
  };
}

/** Says more than that something is not there. */
function isNews(error: unknown): boolean {
  return error instanceof UserError && error.status !== 404;
}
