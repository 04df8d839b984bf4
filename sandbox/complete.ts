import { once } from 'node:events';
import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10';
import type { Command, Option } from './commands.ts';
import type { Interaction } from './interactions.ts';
import { descriptionFor, type Localized, nameFor } from './localized.ts';
import type { Sandbox } from './sandbox.ts';
import { type Line, readLine, TypingError } from './typed.ts';
import { userOf } from './world.ts';

/** One line of the list above the message box. */
export interface Suggestion {
  label: string;
  description: string;
  /** The whole text of the box once this is chosen. */
  text: string;
}

export interface Completions {
  suggestions: Suggestion[];
  /** What the cursor is in, e.g. "duration: How much, such as 2m". */
  hint: string;
}

/**
 * What could come next after `text`, which starts with a slash.
 * @param ask sends the bot an autocomplete for the line
 */
export async function completions(
  sandbox: Sandbox,
  text: string,
  commands: readonly Command[],
  { guildId, locale }: { guildId?: string; locale: string },
  ask: (line: Line) => Interaction,
): Promise<Completions> {
  let line: Line;
  try {
    line = readLine(text, commands, locale);
  } catch (error) {
    if (!(error instanceof TypingError)) throw error;
    return { suggestions: commandsLike(text, commands, locale), hint: '' };
  }
  if (!/^\/\S+\s/.test(text))
    return { suggestions: commandsLike(text, commands, locale), hint: '' };
  const subs = (line.path.at(-1)?.options ?? line.command.options).filter(isGroup);
  if (subs.length) return { suggestions: subcommands(text, line, subs, locale), hint: '' };
  const option = line.focused;
  const values = option ? await valuesFor(sandbox, line, option, { guildId, locale }, ask) : [];
  const current = line.given.at(-1)?.text ?? '';
  const before = option ? text.slice(0, text.length - current.length) : text;
  const suggestions = values
    .filter((value) => value.always || value.name.toLowerCase().includes(current.toLowerCase()))
    .map(({ name, value }) => ({ label: name, description: '', text: `${before}${value} ` }));
  const hint = option ? `${nameFor(option, locale)}: ${descriptionFor(option, locale)}` : '';
  return {
    suggestions: suggestions.slice(0, 25),
    hint: hint || descriptionFor(line.command, locale),
    ...namesIf(line, text, option, locale),
  };
}

const isGroup = (option: Option) =>
  option.type === Type.Subcommand || option.type === Type.SubcommandGroup;

function commandsLike(text: string, commands: readonly Command[], locale: string): Suggestion[] {
  const word = text.slice(1).trim().toLowerCase();
  return commands
    .filter((command) => command.type === 1)
    .map((command) => shown(command, locale))
    .filter(({ name }) => name.includes(word))
    .map(({ name, description }) => ({ label: `/${name}`, description, text: `/${name} ` }));
}

function subcommands(text: string, line: Line, subs: Option[], locale: string): Suggestion[] {
  const word = line.rest.trim();
  const before = text.slice(0, text.length - word.length).trimEnd();
  return subs
    .map((sub) => shown(sub, locale))
    .filter(({ name }) => name.startsWith(word))
    .map(({ name, description }) => ({ label: name, description, text: `${before} ${name} ` }));
}

const shown = (one: Localized, locale: string) => ({
  ...{ name: nameFor(one, locale), description: descriptionFor(one, locale) },
});

/** Between two values the options that are still to be named are what is suggested. */
function namesIf(line: Line, text: string, option: Option | undefined, locale: string) {
  if (option) return {};
  const open = line.options.filter((one) => !line.given.some((given) => given.option === one));
  const word = /\s$/.test(text) ? '' : line.rest;
  const before = text.slice(0, text.length - word.length);
  const suggestions = open
    .map((one) => shown(one, locale))
    .filter(({ name }) => name.startsWith(word))
    .map(({ name, description }) => ({ label: name, description, text: `${before}${name}:` }));
  return { suggestions };
}

interface Value {
  name: string;
  value: string;
  /** The bot has filtered already. */
  always?: boolean;
}

async function valuesFor(
  sandbox: Sandbox,
  line: Line,
  option: Option,
  { guildId, locale }: { guildId: string | undefined; locale: string },
  ask: (line: Line) => Interaction,
): Promise<Value[]> {
  if (option.choices?.length) {
    return option.choices.map((one) => {
      const name = nameFor(one, locale);
      return { name, value: name };
    });
  }
  if (option.type === Type.Boolean) return ['True', 'False'].map((name) => ({ name, value: name }));
  if (option.type === Type.User) {
    const ids = [...(sandbox.world.guilds.get(guildId ?? '')?.members.keys() ?? [])];
    return ids.map((id) => {
      const user = userOf(sandbox.world, id)!;
      return { name: `@${user.global_name ?? user.username}`, value: `@${user.username}` };
    });
  }
  if (!option.autocomplete) return [];
  const interaction = ask(line);
  while (interaction.state === 'sent') await once(sandbox.bus, 'interaction');
  return (interaction.choices ?? []).map(({ name, value }) => ({
    name,
    value: String(value),
    always: true,
  }));
}
