import {
  ApplicationCommandType,
  ComponentType,
  InteractionType as Kind,
} from 'discord-api-types/v10';
import { checkChosen, checkFilledIn } from './chosen.ts';
import type { Command } from './commands.ts';
import { contextOf, modalData } from './interaction-shapes.ts';
import type { Interaction } from './interactions.ts';
import type { StoredMessage } from './messages.ts';
import { PeopleError } from './people-error.ts';
import { permissionsIn } from './permissions.ts';
import { namesIn, resolved } from './resolve.ts';
import type { Sandbox } from './sandbox.ts';
import { type GivenOption, type Line, optionsOf, readLine, TypingError } from './typed.ts';
import { canSee } from './views.ts';
import { type Channel, dmWith } from './world.ts';

export type People = ReturnType<typeof createPeople>;

/** What people do: write, run commands, click, fill in. The bot's other side. */
export function createPeople(sandbox: Sandbox) {
  const { world, messages, interactions, commands, bus } = sandbox;

  function personId(who: string): string {
    const found = [...world.people.values()].find(
      ({ user }) => user.id === who || [user.username, user.global_name].includes(who),
    );
    if (!found) throw new PeopleError(`There is nobody called ${who}.`);
    return found.user.id;
  }

  /** @param where an id, `#clips`, or `dm` for the person's DM with the bot */
  function channelFor(userId: string, where: string): Channel {
    if (where === 'dm') return dmWith(world, userId);
    const name = where.replace(/^#/, '');
    const found = [...world.channels.values()].find(
      (channel) => channel.id === where || (!channel.recipientId && channel.name === name),
    );
    if (!found || !canSee(world, found, userId))
      throw new PeopleError(`There is no channel ${where}.`);
    return found;
  }

  const localeOf = (userId: string) => world.people.get(userId)?.locale ?? 'en-US';
  const usable = (channel: Channel, userId: string) =>
    commands.usableIn(channel.guildId, permissionsIn(world, channel, userId), contextOf(channel));

  function commandData(channel: Channel, command: Command, options: GivenOption[]) {
    return {
      id: command.id,
      name: command.name,
      type: command.type,
      ...(command.guild_id && { guild_id: command.guild_id }),
      ...(command.type === ApplicationCommandType.ChatInput && { options }),
      resolved: resolved(world, channel, options),
    };
  }

  const nameOf = (line: Line) => [line.command.name, ...line.path.map((sub) => sub.name)].join(' ');

  function componentOf(message: StoredMessage, customId: string): any {
    const search = (components: any[]): any =>
      components
        .flatMap((one) => [one, one.accessory, ...(one.components ?? [])])
        .flatMap((one) => [one, ...(one?.components ?? [])])
        .find((one) => one?.custom_id === customId);
    const found = search(message.components as any[]);
    if (!found || found.disabled) throw new PeopleError(`Nothing to use is called ${customId}.`);
    return found;
  }

  return {
    personId,
    channelFor,
    usable,
    localeOf,

    async write(as: string, where: string, content: string): Promise<StoredMessage> {
      const userId = personId(as);
      const channel = channelFor(userId, where);
      const body = { json: { content }, files: [] };
      return messages.create(channel, userId, body, { uploadLimit: 0 });
    },

    /** @throws TypingError when Discord's client would not send it */
    run(as: string, where: string, text: string): Interaction {
      const userId = personId(as);
      const channel = channelFor(userId, where);
      const line = readLine(text, usable(channel, userId), localeOf(userId));
      const options = optionsOf(line, namesIn(world, channel));
      const name = nameOf(line);
      const data = commandData(channel, line.command, options);
      return interactions.create(Kind.ApplicationCommand, userId, channel, data, {
        label: text,
        name,
      });
    },

    /** Uses a context-menu command on a message or a person. */
    runOn(as: string, where: string, name: string, targetId: string): Interaction {
      const userId = personId(as);
      const channel = channelFor(userId, where);
      const command = usable(channel, userId).find(
        (one) => one.type !== ApplicationCommandType.ChatInput && one.name === name,
      );
      const message = messages.list(channel.id, userId).find((one) => one.id === targetId);
      const isHere = namesIn(world, channel).user(targetId) !== undefined;
      const isMessage = command?.type === ApplicationCommandType.Message;
      if (!command || !(isMessage ? message : isHere)) {
        throw new PeopleError(`${name} can't be used on that.`);
      }
      const target = message
        ? { messages: { [targetId]: messages.shape(message) } }
        : resolved(world, channel, [{ name: 'target', type: 6, value: targetId }]);
      const data = {
        ...commandData(channel, command, []),
        target_id: targetId,
        resolved: target,
      };
      return interactions.create(Kind.ApplicationCommand, userId, channel, data, {
        label: name,
        name,
        fromMenu: true,
      });
    },

    /** Asks the bot for suggestions for the option that the cursor is in. */
    autocomplete(as: string, where: string, line: Line): Interaction {
      const userId = personId(as);
      const channel = channelFor(userId, where);
      const options = optionsOf(line, namesIn(world, channel), line.focused);
      const data = commandData(channel, line.command, options);
      const kind = Kind.ApplicationCommandAutocomplete;
      const about = { label: nameOf(line), name: nameOf(line) };
      return interactions.create(kind, userId, channel, data, about);
    },

    /** Clicks a button or chooses from a menu. */
    use(as: string, messageId: string, customId: string, values?: string[]): Interaction {
      const userId = personId(as);
      const message = messages.get(messageId);
      if (!message || (message.onlyFor && message.onlyFor !== userId)) {
        throw new PeopleError('That message is not there.');
      }
      const channel = channelFor(userId, message.channelId);
      const component = componentOf(message, customId);
      checkChosen(component, values);
      const menu = component.type !== ComponentType.Button;
      const data = {
        component_type: component.type,
        custom_id: customId,
        id: component.id,
        ...(menu && { values: values ?? [] }),
        ...(menu &&
          component.type !== ComponentType.StringSelect && {
            resolved: resolved(
              world,
              channel,
              (values ?? []).map((value) => ({
                name: '',
                type: { 5: 6, 6: 8, 7: 9, 8: 7 }[component.type as 5] ?? 6,
                value,
              })),
            ),
          }),
      };
      const about = { label: component.label ?? customId, sourceId: messageId };
      return interactions.create(Kind.MessageComponent, userId, channel, data, about);
    },

    /** Sends the modal that an interaction was answered with. */
    submit(as: string, interactionId: string, values: Record<string, string>): Interaction {
      const userId = personId(as);
      const opener = interactions.get(interactionId);
      if (!opener?.modal || opener.userId !== userId)
        throw new PeopleError('There is no such form.');
      const channel = channelFor(userId, opener.channelId);
      checkFilledIn(opener.modal, values);
      const data = modalData(opener.modal, values);
      delete opener.modal;
      bus.emit('interaction', opener);
      return interactions.create(Kind.ModalSubmit, userId, channel, data, {
        label: data.custom_id,
        ...(opener.sourceId && { sourceId: opener.sourceId }),
      });
    },

    /** Puts away an ephemeral message. */
    async dismiss(as: string, messageId: string): Promise<void> {
      const message = messages.get(messageId);
      if (message?.onlyFor !== personId(as)) throw new PeopleError('That can not be dismissed.');
      await messages.remove(message);
    },
  };
}

export { PeopleError, TypingError };
