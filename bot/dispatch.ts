import {
  type AutocompleteInteraction,
  type Interaction,
  MessageFlags,
  type RepliableInteraction,
} from 'discord.js';
import { commands } from '../commands/index.ts';
import { within } from '../commands/soon.ts';
import { NO_GUILD } from '../server/auth/access.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import type { Inbox } from '../server/inbox.ts';
import { withLogFields } from '../server/log-fields.ts';
import { withUrgency } from '../server/urgency.ts';
import { languageOf, USUAL, wordsAt } from '../server/words/words.ts';
import { createAlone } from './alone.ts';
import type { Parts } from './components/component.ts';
import { runComponent } from './components/run.ts';
import { is, isDiscords, meaningOf } from './discord-errors.ts';
import { explain } from './explain.ts';
import { inTime } from './in-time.ts';
import type { LeftAnswers } from './left-answers.ts';
import { runMenu } from './menus/run.ts';
import type { Once } from './once.ts';
import type { TakeOrder } from './take-order.ts';
import { inMessages } from './waiting-words.ts';

/** Discord gives up on an interaction after this, so an older one can only be a clock that differs. */
const LAW_MS = 3000;
/** What is offered while somebody types is waited for so long, ms. */
const COMPLETE_MS = 2000;

/** Brings each interaction to its command, menu, button or form; the one error boundary of the bot. */
export function createDispatch(
  parts: Omit<Parts, 'alone'> & {
    takeOrder: TakeOrder;
    isOurs: Once;
    answers: Pick<LeftAnswers, 'begin' | 'end'>;
  },
) {
  const { services, notify, answers } = parts;
  const { log, alerts, inbox, languages, memberships } = services;
  const alone = createAlone();

  /** In the languages of who asks and of where. */
  async function takeOrder(interaction: Parameters<TakeOrder>[0], order: ClipOrder): Promise<void> {
    const person = languageOf(interaction.locale) ?? USUAL;
    const { guildId, guildLocale } = interaction;
    const inTheirs = await languages.ofOrder(person, guildId ?? NO_GUILD, guildLocale);
    return parts.takeOrder(interaction, { ...order, languages: inTheirs });
  }

  async function route(interaction: RepliableInteraction, momentMs: number): Promise<void> {
    const call = { ...parts, takeOrder, alone, momentMs };
    if (interaction.isContextMenuCommand()) return runMenu(interaction, call);
    if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
      return runComponent(interaction, call);
    }
    const command = commands.find(({ definition }) => definition.name === interaction.commandName);
    if (!command || !interaction.isChatInputCommand()) {
      throw new UserError(({ bot }) => bot.noCommand);
    }
    const take = (order: ClipOrder) => takeOrder(interaction, order);
    await command.run({ interaction, momentMs, services, take });
  }

  async function run(
    interaction: RepliableInteraction,
    { momentMs, receivedMs }: { momentMs: number; receivedMs: number },
  ): Promise<void> {
    const { id, user } = interaction;
    const name = nameOf(interaction);
    log.info({ interactionId: id, name, userId: user.id }, 'interaction');
    answers.begin(interaction);
    try {
      await inTime(interaction, { receivedMs, log }, () => route(interaction, momentMs));
    } catch (error) {
      await tell(interaction, sentenceFor(error, interaction));
      if (isBug(error)) log.error({ err: error, interactionId: id, name }, 'interaction failed');
      else log.info({ err: error, interactionId: id, name }, 'interaction refused');
    } finally {
      answers.end(interaction);
    }
    if (interaction.isCommand()) await tellWhatWaits(interaction);
  }

  async function tell(interaction: RepliableInteraction, words: string): Promise<void> {
    try {
      await explain(interaction, words);
    } catch (err) {
      const { id: interactionId, user } = interaction;
      log.warn({ err, interactionId }, 'the error could not be shown; sending it by DM');
      await notify(user.id, words, { isOutcome: true });
    }
  }

  /** What could not be sent by DM, or was muted, comes with the next answer. */
  async function tellWhatWaits(interaction: RepliableInteraction): Promise<void> {
    const { alerts: muted, bot } = wordsAt(interaction.locale);
    await tellFrom(interaction, inbox, bot.noDm);
    await tellFrom(interaction, alerts.quiet, muted.wereMuted);
  }

  async function tellFrom(interaction: RepliableInteraction, box: Inbox, note: string) {
    const { id: userId } = interaction.user;
    for (const { words, content } of inMessages(await box.take(userId), note)) {
      await interaction.followUp({ content, flags: MessageFlags.Ephemeral }).catch(async (err) => {
        log.warn({ err, userId }, 'a notice has to wait on');
        for (const one of words) await box.put(userId, one);
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

  /** In time, also where what is looked up takes its time: then nothing is offered. */
  async function complete(interaction: AutocompleteInteraction): Promise<void> {
    const command = commands.find(({ definition }) => definition.name === interaction.commandName);
    const look = async () => (await command?.complete?.(interaction, services)) ?? [];
    const choices = await within(withUrgency('nice', look), [], COMPLETE_MS).catch((err) => {
      log.warn({ err, interactionId: interaction.id }, 'nothing could be offered');
      return [];
    });
    await interaction.respond(choices.slice(0, 25));
  }

  async function dispatch(interaction: Interaction): Promise<void> {
    const receivedMs = Date.now();
    if (!(await parts.isOurs(interaction.id))) return;
    const momentMs = Math.max(
      Math.min(interaction.createdTimestamp, receivedMs),
      receivedMs - LAW_MS,
    );
    noteServer(interaction);
    languages.note(interaction.user.id, interaction.locale).catch((err) => {
      log.warn({ err, userId: interaction.user.id }, 'what somebody reads was not written down');
    });
    try {
      if (interaction.isAutocomplete()) await complete(interaction);
      else if (interaction.isRepliable()) {
        await withUrgency('order', () => run(interaction, { momentMs, receivedMs }));
      }
    } catch (err) {
      log.error({ err, interactionId: interaction.id }, 'interaction failed');
    }
  }

  return (interaction: Interaction): Promise<void> =>
    withLogFields({ interactionId: interaction.id }, () => dispatch(interaction));
}

/** What a person reads of what went wrong with what they typed or pressed. */
function sentenceFor(error: unknown, { id, locale }: RepliableInteraction): string {
  const theirs = wordsAt(locale);
  if (error instanceof UserError) return error.say(theirs);
  if (!isDiscords(error)) return theirs.bot.broken(id);
  const { kind, say } = meaningOf(error);
  if (kind === 'over') return theirs.bot.tooLate;
  return kind === 'refused' ? theirs.bot.broken(id) : (say?.(theirs) ?? theirs.bot.broken(id));
}

/** What Discord does not accept was ours to know. */
function isBug(error: unknown): boolean {
  return !(error instanceof UserError) && (!isDiscords(error) || is(error, 'refused'));
}

/** For the log. */
function nameOf(interaction: RepliableInteraction): string {
  return 'customId' in interaction ? interaction.customId : interaction.commandName;
}
