import { randomBytes } from 'node:crypto';
import {
  InteractionResponseType as Answer,
  InteractionType as Kind,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Body } from './body.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import { discordError, Problems } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { interactionShape } from './interaction-shapes.ts';
import { checkChoices, checkModal } from './limits.ts';
import type { Making, Messages, StoredMessage } from './messages.ts';
import { isBotIn } from './permissions.ts';
import { snowflake } from './snowflake.ts';
import { reopen } from './threads.ts';
import { type Channel, uploadLimitOf, type World } from './world.ts';

/** One command, click, modal or autocompletion, from the person's key to the bot's last answer. */
export interface Interaction {
  id: string;
  token: string;
  kind: Kind;
  userId: string;
  channelId: string;
  /** What the person typed or clicked, for the page. */
  label: string;
  /** On the sandbox's clock, ms. */
  createdAt: number;
  state: 'sent' | 'deferred' | 'answered' | 'failed';
  /** As the bot got it. */
  data: unknown;
  /** First answers that the bot gave, the refused ones among them. */
  callbacks: number;
  /** From its creation to the first answer that was taken, ms. */
  answeredAfterMs?: number;
  /** The command's name, or the origin's for a click. */
  name?: string;
  /** It was chosen from the menu of a person or a message. */
  fromMenu?: boolean;
  /** The message whose component was used. */
  sourceId?: string;
  /** @original: the bot's answer, once there is one. */
  originalId?: string;
  modal?: unknown;
  choices?: { name: string; value: string | number }[];
  /** Messages that followed the answer. */
  followUps: number;
}

const FIRST_ANSWER_MS = 3000;
const TOKEN_LIFE_MS = 15 * 60_000;
/** Where only the person has installed the app. */
const MOST_FOLLOW_UPS = 5;

export function createInteractions(
  world: World,
  messages: Messages,
  gateway: Gateway,
  bus: Bus,
  clock: Clock,
) {
  const all = new Map<string, Interaction>();
  const byToken = new Map<string, Interaction>();
  const timers = new Map<string, NodeJS.Timeout>();

  const channelOf = (interaction: Interaction) => world.channels.get(interaction.channelId)!;

  function become(interaction: Interaction, state: Interaction['state']): void {
    interaction.state = state;
    clearTimeout(timers.get(interaction.id));
    timers.delete(interaction.id);
    bus.emit('interaction', interaction);
  }

  /** What is under way or answered is not late any more. */
  function giveUp(interaction: Interaction): void {
    if (interaction.state === 'sent') become(interaction, 'failed');
  }

  /** How a message made through this interaction differs from others. */
  function making(interaction: Interaction, flags: unknown): Making {
    const ephemeral = Number(flags ?? 0) & MessageFlags.Ephemeral;
    return {
      uploadLimit: uploadLimitOf(world, channelOf(interaction)),
      origin: {
        id: interaction.id,
        type: interaction.kind,
        userId: interaction.userId,
        ...(interaction.kind === Kind.ApplicationCommand && { name: interaction.name! }),
        ...(interaction.fromMenu && { fromMenu: true }),
      },
      ...(ephemeral && { onlyFor: interaction.userId }),
    };
  }

  /** @throws DiscordError 10015, 50027 (15 minutes are over) */
  function alive(applicationId: string, token: string): Interaction {
    const interaction = byToken.get(token);
    if (applicationId !== world.applicationId || !interaction) throw discordError(10015);
    if (clock.now() - interaction.createdAt > TOKEN_LIFE_MS) throw discordError(50027);
    // Before the first answer there is no webhook to speak to.
    if (!['deferred', 'answered'].includes(interaction.state)) throw discordError(10015);
    return interaction;
  }

  /** Nothing can be said in a thread that is archived. @throws DiscordError 50083 */
  function checkOpen(interaction: Interaction): void {
    if (channelOf(interaction).thread?.archived) throw discordError(50083);
  }

  /** @throws DiscordError 10008 when the message is not one of this interaction's */
  function messageOf(interaction: Interaction, messageId: string): StoredMessage {
    const id = messageId === '@original' ? interaction.originalId : messageId;
    const message = messages.get(id ?? '');
    const mine = message?.origin?.id === interaction.id || id === interaction.originalId;
    if (!message || !mine) throw discordError(10008);
    return message;
  }

  async function answer(interaction: Interaction, type: Answer, body: Body) {
    const json = (body.json.data ?? {}) as Record<string, any>;
    const data: Body = { json, files: body.files };
    const channel = channelOf(interaction);
    const original = (message: StoredMessage) => {
      interaction.originalId = message.id;
      return message;
    };
    switch (type) {
      case Answer.ChannelMessageWithSource: {
        const made = await messages.create(
          channel,
          world.bot.id,
          data,
          making(interaction, json.flags),
        );
        return original(made);
      }
      case Answer.DeferredChannelMessageWithSource: {
        const empty: Body = { json: {}, files: [] };
        const how = { ...making(interaction, json.flags), loading: true };
        return original(await messages.create(channel, world.bot.id, empty, how));
      }
      case Answer.DeferredMessageUpdate:
        return original(messages.get(interaction.sourceId!)!);
      case Answer.UpdateMessage: {
        const source = messages.get(interaction.sourceId!)!;
        return original(await messages.edit(source, data, uploadLimitOf(world, channel)));
      }
      case Answer.ApplicationCommandAutocompleteResult:
        checkChoices(json.choices);
        interaction.choices = json.choices;
        return undefined;
      default:
        checkModal(json);
        interaction.modal = json;
        return undefined;
    }
  }

  return {
    get: (id: string) => all.get(id),
    withToken: (token: string) => byToken.get(token),
    list: () => [...all.values()],

    /** Sends it to the bot; unanswered after 3 s it has failed. */
    create(
      kind: Kind,
      userId: string,
      channel: Channel,
      data: unknown,
      about: Pick<Interaction, 'label' | 'name' | 'fromMenu' | 'sourceId'>,
    ): Interaction {
      const interaction: Interaction = {
        id: snowflake(),
        token: randomBytes(48).toString('base64url'),
        kind,
        userId,
        channelId: channel.id,
        createdAt: clock.now(),
        state: 'sent',
        data,
        callbacks: 0,
        followUps: 0,
        ...about,
      };
      all.set(interaction.id, interaction);
      byToken.set(interaction.token, interaction);
      const source = messages.get(about.sourceId ?? '');
      const payload = {
        ...interactionShape(world, interaction, channel),
        data,
        ...(source && { message: messages.shape(source) }),
      };
      bus.emit('interaction', interaction);
      // An app opens a thread again before a command is used there, where its person may.
      if (!channel.thread?.locked) reopen(channel, { world, gateway });
      gateway.tell('INTERACTION_CREATE', payload, channel.guildId);
      const timer = setTimeout(() => giveUp(interaction), FIRST_ANSWER_MS);
      timers.set(interaction.id, timer.unref());
      return interaction;
    },

    /**
     * The bot's first answer.
     * @throws DiscordError 10062 (unknown or over 3 s), 40060 (again), 50035, 50083 (a thread that stays archived)
     */
    async callback(id: string, token: string, body: Body) {
      const interaction = all.get(id);
      if (interaction) interaction.callbacks += 1;
      if (interaction?.token !== token || interaction.state === 'failed') throw discordError(10062);
      if (interaction.state !== 'sent') throw discordError(40060);
      const type = body.json.type as Answer;
      checkType(interaction, type);
      checkOpen(interaction);
      // From here on a second answer is one too many, even while the first one's file is being kept.
      const deferred = type === Answer.DeferredChannelMessageWithSource;
      interaction.state = deferred ? 'deferred' : 'answered';
      try {
        const message = await answer(interaction, type, body);
        interaction.answeredAfterMs = clock.now() - interaction.createdAt;
        become(interaction, interaction.state);
        return { interaction, message };
      } catch (error) {
        // The bot may try again, as long as the three seconds last.
        interaction.state = 'sent';
        if (clock.now() - interaction.createdAt > FIRST_ANSWER_MS) giveUp(interaction);
        throw error;
      }
    },

    /** A further message; it fills a deferred answer that is still waiting. */
    async followUp(applicationId: string, token: string, body: Body): Promise<StoredMessage> {
      const interaction = alive(applicationId, token);
      const channel = channelOf(interaction);
      const waiting = messages.get(interaction.originalId ?? '');
      const how = making(interaction, body.json.flags);
      if (waiting && waiting.flags & MessageFlags.Loading) {
        await messages.edit(waiting, body, how.uploadLimit);
        become(interaction, 'answered');
        return waiting;
      }
      interaction.followUps += 1;
      // Where the bot is, there is no such limit.
      if (!isBotIn(world, channel) && interaction.followUps > MOST_FOLLOW_UPS) {
        throw discordError(40094);
      }
      checkOpen(interaction);
      const made = await messages.create(channel, world.bot.id, body, how);
      if (interaction.originalId) made.replyTo ??= interaction.originalId;
      return made;
    },

    read: (applicationId: string, token: string, messageId: string) =>
      messageOf(alive(applicationId, token), messageId),

    async edit(applicationId: string, token: string, messageId: string, body: Body) {
      const interaction = alive(applicationId, token);
      const message = messageOf(interaction, messageId);
      if (!message.onlyFor) checkOpen(interaction);
      await messages.edit(message, body, uploadLimitOf(world, channelOf(interaction)));
      become(interaction, 'answered');
      return message;
    },

    async remove(applicationId: string, token: string, messageId: string): Promise<void> {
      const interaction = alive(applicationId, token);
      await messages.remove(messageOf(interaction, messageId));
      become(interaction, 'answered');
    },

    /** Gives up those whose 3 s or 15 min are over; to be called when the clock has moved. */
    expire(): void {
      for (const interaction of all.values()) {
        const age = clock.now() - interaction.createdAt;
        const { state } = interaction;
        if (age > FIRST_ANSWER_MS) giveUp(interaction);
        if (state === 'deferred' && age > TOKEN_LIFE_MS) become(interaction, 'failed');
      }
    },

    stop: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

/** Which answers fit which interaction. */
function checkType(interaction: Interaction, type: Answer): void {
  const { kind, sourceId } = interaction;
  const messages = [Answer.ChannelMessageWithSource, Answer.DeferredChannelMessageWithSource];
  const updates = sourceId ? [Answer.DeferredMessageUpdate, Answer.UpdateMessage] : [];
  const allowed =
    kind === Kind.ApplicationCommandAutocomplete
      ? [Answer.ApplicationCommandAutocompleteResult]
      : [...messages, ...updates, ...(kind === Kind.ModalSubmit ? [] : [Answer.Modal])];
  const problems = new Problems();
  if (type === undefined) problems.required(['type']);
  else if (!allowed.includes(type)) problems.choice(['type'], allowed);
  problems.throwIfAny();
}
