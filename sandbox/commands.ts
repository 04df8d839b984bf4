import { PermissionFlagsBits, ApplicationCommandOptionType as Type } from 'discord-api-types/v10';
import { discordError, Problems } from './errors.ts';
import { checkChoice } from './limits.ts';
import { LOCALES, type Localized, lengthOf, withoutLocalizations } from './localized.ts';
import { snowflake } from './snowflake.ts';

export interface Option extends Localized {
  type: Type;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: (Localized & { value: string | number })[];
  options?: Option[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

export interface Command extends Localized {
  id: string;
  application_id: string;
  version: string;
  guild_id?: string;
  /** 1 typed with a slash, 2 on a user, 3 on a message. */
  type: number;
  description: string;
  options: Option[];
  default_member_permissions: string | null;
  contexts: number[] | null;
  integration_types: number[];
}

type Json = Record<string, any>;
type Path = (string | number)[];

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

export type Commands = ReturnType<typeof createCommands>;

/** The commands that the bot has registered: for everywhere (`undefined`) or for one server. */
export function createCommands(applicationId: string) {
  let all: Command[] = [];
  const inScope = (guildId?: string) => all.filter((command) => command.guild_id === guildId);

  function make(json: Json, guildId: string | undefined, known: Command | undefined): Command {
    return {
      id: known?.id ?? snowflake(),
      application_id: applicationId,
      version: snowflake(),
      ...(guildId && { guild_id: guildId }),
      name_localizations: json.name_localizations ?? null,
      description_localizations: json.description_localizations ?? null,
      default_permission: true,
      dm_permission: json.dm_permission ?? true,
      nsfw: json.nsfw ?? false,
      type: json.type ?? known?.type ?? 1,
      name: json.name ?? known?.name,
      description: json.description ?? known?.description ?? '',
      options: json.options ?? known?.options ?? [],
      default_member_permissions: json.default_member_permissions ?? null,
      contexts: json.contexts ?? known?.contexts ?? null,
      integration_types: json.integration_types ?? known?.integration_types ?? [0, 1],
    } as Command;
  }

  return {
    list: inScope,
    /** As Discord tells the bot. @param withLocalizations where that asks for them */
    told: (guildId: string | undefined, withLocalizations: boolean): Command[] =>
      withLocalizations ? inScope(guildId) : withoutLocalizations(inScope(guildId)),

    /**
     * What can be used in a server (`undefined`: in a DM), the server's own first.
     * @param permissions of the person there; commands that ask for more are hidden
     * @param context 0 a server, 1 the bot's DM, 2 other people's
     */
    usableIn(
      guildId: string | undefined,
      permissions: bigint,
      context: number = guildId ? 0 : 1,
    ): Command[] {
      const own = guildId ? inScope(guildId) : [];
      const everywhere = inScope().filter((command) => command.contexts?.includes(context) ?? true);
      return [...own, ...everywhere].filter(({ default_member_permissions: needed }) => {
        if (!guildId || needed === null) return true;
        // '0' is for administrators alone.
        const bits = BigInt(needed) || PermissionFlagsBits.Administrator;
        return (permissions & bits) === bits;
      });
    },

    /** @throws DiscordError 10063 */
    get(id: string, guildId?: string): Command {
      const found = inScope(guildId).find((command) => command.id === id);
      if (!found) throw discordError(10063);
      return found;
    },

    /** @throws DiscordError 50035 */
    overwrite(list: unknown, guildId?: string): Command[] {
      const problems = new Problems();
      const given: Json[] = Array.isArray(list) ? list : [];
      if (!Array.isArray(list)) problems.add([], 'LIST_TYPE_CONVERT', 'Only iterables may be used');
      const names = given.map((json) => `${json.type ?? 1} ${json.name}`);
      given.forEach((json, i) => {
        checkCommand(problems, [i], json);
        if (names.indexOf(names[i]!) < i) {
          const words = 'Application command names must be unique';
          problems.add([i, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', words);
        }
      });
      if (given.filter((json) => (json.type ?? 1) === 1).length > 100) {
        const words = 'Maximum number of application commands reached (100).';
        problems.add([], 'APPLICATION_COMMANDS_MAX', words);
      }
      problems.throwIfAny();
      const made = given.map((json) => {
        const same = (one: Command) => one.name === json.name && one.type === (json.type ?? 1);
        return make(json, guildId, inScope(guildId).find(same));
      });
      all = [...all.filter((command) => command.guild_id !== guildId), ...made];
      return made;
    },

    /** Makes one, or replaces the one of that name. @throws DiscordError 50035 */
    upsert(json: Json, guildId?: string, id?: string): Command {
      const problems = new Problems();
      const same = (one: Command) =>
        id ? one.id === id : one.name === json.name && one.type === (json.type ?? 1);
      const known = inScope(guildId).find(same);
      if (id && !known) throw discordError(10063);
      checkCommand(problems, [], { ...(id && known), ...json });
      problems.throwIfAny();
      const made = make(json, guildId, known);
      all = [...all.filter((command) => command !== known), made];
      return made;
    },

    remove(id: string, guildId?: string): void {
      const gone = this.get(id, guildId);
      all = all.filter((command) => command !== gone);
    },
  };
}

function checkCommand(problems: Problems, at: Path, json: Json): void {
  if ((json.type ?? 1) !== 1) {
    for (const [path, text] of textsOf(problems, at, json, 'name')) {
      problems.length(path, text, 1, 32);
    }
    if (json.description) {
      const words = 'Context menu commands cannot have description';
      problems.add([...at, 'description'], 'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION', words);
    }
    return;
  }
  checkName(problems, at, json);
  checkOptions(problems, at, json.options, 0);
  if (lengthOf(json) > 8000) {
    const words = 'Command exceeds maximum size (8000)';
    problems.add(at, 'APPLICATION_COMMAND_TOO_LARGE', words);
  }
}

/** A text and its localizations, each with its place. */
function textsOf(problems: Problems, at: Path, json: Json, field: 'name' | 'description') {
  const others = `${field}_localizations`;
  const texts: [Path, unknown][] = [[[...at, field], json[field]]];
  for (const [locale, text] of Object.entries(json[others] ?? {})) {
    const path = [...at, others, locale];
    if (!LOCALES.includes(locale)) problems.choice(path, LOCALES);
    texts.push([path, text]);
  }
  return texts;
}

function checkName(problems: Problems, at: Path, json: Json): void {
  for (const [path, text] of textsOf(problems, at, json, 'name')) {
    problems.length(path, text, 1, 32);
    const name = String(text ?? '');
    if (name && (!NAME.test(name) || name !== name.toLowerCase())) {
      problems.add(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
    }
  }
  for (const [path, text] of textsOf(problems, at, json, 'description')) {
    problems.length(path, text, 1, 100);
  }
}

function checkOptions(problems: Problems, at: Path, options: unknown, depth: number) {
  if (options === undefined || options === null) return;
  const list: Json[] = Array.isArray(options) ? options : [];
  problems.count([...at, 'options'], list, 0, 25);
  let optional = false;
  list.forEach((option, i) => {
    const here = [...at, 'options', i];
    checkName(problems, here, option);
    if (!Object.values(Type).includes(option.type))
      problems.choice([...here, 'type'], range(1, 11));
    if (list.findIndex((other) => other.name === option.name) < i) {
      const words = 'Option names must be unique';
      problems.add([...here, 'name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', words);
    }
    if (option.required && optional) {
      const words = 'Required options must be placed before non-required options';
      problems.add(here, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', words);
    }
    optional ||= !option.required;
    const group = option.type === Type.Subcommand || option.type === Type.SubcommandGroup;
    if (group && (depth > 1 || (depth === 1 && option.type === Type.SubcommandGroup))) {
      problems.add(
        [...here, 'type'],
        'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
        'Nested too deep',
      );
    }
    if (group) checkOptions(problems, here, option.options, depth + 1);
    if (option.choices?.length) {
      problems.count([...here, 'choices'], option.choices, 0, 25);
      option.choices.forEach((choice: Json, n: number) => {
        const there = [...here, 'choices', n];
        checkChoice(problems, there, choice);
        for (const [path, text] of textsOf(problems, there, choice, 'name')) {
          problems.length(path, text, 1, 100);
        }
      });
      if (option.autocomplete) {
        const words = 'Autocomplete options cannot have choices';
        problems.add(here, 'APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES', words);
      }
    }
  });
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
