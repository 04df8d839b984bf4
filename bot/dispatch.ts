import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  MessageFlags,
} from 'discord.js';
import { commands } from '../commands/index.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
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
  const { log, inbox, memberships } = services;

  async function run(interaction: ChatInputCommandInteraction, momentMs: number): Promise<void> {
    const command = commands.find(({ definition }) => definition.name === interaction.commandName);
    const { id, commandName, user } = interaction;
    log.info({ interactionId: id, commandName, userId: user.id }, 'command');
    try {
      if (!command) throw new UserError('I do not know this command (any more).');
      const take = (order: ClipOrder) => takeOrder(interaction, order);
      await command.run({ interaction, momentMs, services, take });
    } catch (error) {
      await explain(interaction, error);
    }
    await tellWhatWaits(interaction);
  }

  async function explain(interaction: ChatInputCommandInteraction, error: unknown): Promise<void> {
    const { id, commandName } = interaction;
    let words = `Something went wrong here. In the log it is ${id}.`;
    if (error instanceof UserError) words = error.message;
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
      const content = `${words}\n-# I could not send you this as a direct message.`;
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
