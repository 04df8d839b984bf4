import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js';
import { commands } from '../commands/index.ts';
import { NO_GUILD } from '../server/auth/access.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import { languageOf, USUAL, wordsAt } from '../server/words/words.ts';
import { type Cancel, isCancel, pressCancel } from './cancel.ts';
import type { Notify } from './notify.ts';
import { pressOf, runPress } from './presses.ts';
import type { TakeOrder } from './take-order.ts';
import { isTrim, pressTrim } from './trim.ts';

/** Discord gives up on an interaction after this, so an older one can only be a clock that differs. */
const LAW_MS = 3000;

/** Brings each interaction to its command; the one error boundary of the bot. */
export function createDispatch(
  services: Services,
  { takeOrder, cancel, notify }: { takeOrder: TakeOrder; cancel: Cancel; notify: Notify },
) {
  const { log, inbox, languages, memberships } = services;

  async function run(interaction: ChatInputCommandInteraction, momentMs: number): Promise<void> {
    const command = commands.find(({ definition }) => definition.name === interaction.commandName);
    const { id, commandName, user } = interaction;
    log.info({ interactionId: id, commandName, userId: user.id }, 'command');
    try {
      if (!command) throw new UserError(({ bot }) => bot.noCommand);
      const { guildId, guildLocale } = interaction;
      const person = languageOf(interaction.locale) ?? USUAL;
      const inTheirs = languages.ofOrder(person, guildId ?? NO_GUILD, guildLocale);
      const take = (order: ClipOrder) => takeOrder(interaction, { ...order, languages: inTheirs });
      await command.run({ interaction, momentMs, services, take });
    } catch (error) {
      await explain(interaction, error);
    }
    await tellWhatWaits(interaction);
  }

  async function explain(interaction: ChatInputCommandInteraction, error: unknown): Promise<void> {
    const { id, commandName } = interaction;
    const theirs = wordsAt(interaction.locale);
    let words = theirs.bot.broken(id);
    if (error instanceof UserError) words = error.say(theirs);
    else log.error({ err: error, interactionId: id, commandName }, 'command failed');
    try {
      if (interaction.deferred || interaction.replied) await interaction.editReply(words);
      else await interaction.reply({ content: words, flags: MessageFlags.Ephemeral });
    } catch (err) {
      log.warn({ err, interactionId: id }, 'the error could not be shown; sending it by DM');
      await notify(interaction.user.id, words);
    }
  }

  /** What could not be sent by DM comes with the next answer. */
  async function tellWhatWaits(interaction: ChatInputCommandInteraction): Promise<void> {
    for (const words of await inbox.take(interaction.user.id)) {
      const content = `${words}\n-# ${wordsAt(interaction.locale).bot.noDm}`;
      await interaction.followUp({ content, flags: MessageFlags.Ephemeral }).catch(async (err) => {
        log.warn({ err, userId: interaction.user.id }, 'a notice has to wait on');
        await inbox.put(interaction.user.id, words);
      });
    }
  }

  /** Who does something on a server is there; nothing waits for that to be written down. */
  function noteServer({ guildId, user }: Interaction): void {
    if (guildId === null) return;
    memberships.note(user.id, [guildId]).catch((err) => {
      log.warn({ err, userId: user.id, guildId }, 'a server that somebody is on was not noted');
    });
  }

  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const command = commands.find(({ definition }) => definition.name === interaction.commandName);
    const choices = (await command?.complete?.(interaction, services)) ?? [];
    await interaction.respond(choices.slice(0, 25));
  }

  return async (interaction: Interaction): Promise<void> => {
    const receivedMs = Date.now();
    const momentMs = Math.max(
      Math.min(interaction.createdTimestamp, receivedMs),
      receivedMs - LAW_MS,
    );
    noteServer(interaction);
    languages.note(interaction.user.id, interaction.locale).catch((err) => {
      log.warn({ err, userId: interaction.user.id }, 'what somebody reads was not written down');
    });
    try {
      const press = pressOf(interaction);
      if (press) await runPress(press, services);
      else if (interaction.isChatInputCommand()) await run(interaction, momentMs);
      else if (interaction.isAutocomplete()) await complete(interaction);
      else if (interaction.isButton() && isCancel(interaction)) {
        await pressCancel(interaction, cancel);
      } else if (interaction.isButton() && isTrim(interaction)) {
        await pressTrim(interaction, services);
      }
    } catch (err) {
      log.error({ err, interactionId: interaction.id }, 'interaction failed');
    }
  };
}
