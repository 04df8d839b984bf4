import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10';
import type { Command, Option } from './commands.ts';
import { isCalled, nameFor } from './localized.ts';

/** An option as it goes into an interaction. */
export interface GivenOption {
  name: string;
  type: Type;
  value?: string | number | boolean;
  focused?: boolean;
  options?: GivenOption[];
}

/** A command line as far as it has been typed. */
export interface Line {
  command: Command;
  /** Subcommand group and subcommand, outermost first. */
  path: Option[];
  /** The options that can be given here. */
  options: Option[];
  /** What was given, as text, in the order of typing. */
  given: { option: Option; text: string }[];
  /** The option whose value the cursor is in. */
  focused?: Option;
  /** What stands after the last space, when it is no value yet. */
  rest: string;
}

/** Words for the person who typed something that Discord's own client would not let through. */
export class TypingError extends Error {
  override name = 'TypingError';
}

/**
 * Reads `/clip 2m`, `/clip duration:2m to:dm` or `/replay post from:5m`. Text that names no option
 * belongs to the first one.
 * @throws TypingError when there is no such command
 */
export function readLine(text: string, commands: readonly Command[], locale = 'en-US'): Line {
  const [, name = '', tail = ''] = /^\/(\S*)(.*)$/s.exec(text.trimStart()) ?? [];
  const command = commands.find((one) => one.type === 1 && isCalled(one, name, locale));
  if (!command) throw new TypingError(`There is no command /${name} here.`);
  const path: Option[] = [];
  let options = command.options;
  let rest = tail;
  for (;;) {
    const word = /^\s+(\S+)/.exec(rest);
    const sub = options.find((one) => isGroup(one) && isCalled(one, word?.[1] ?? '', locale));
    if (!word || !sub) break;
    path.push(sub);
    options = sub.options ?? [];
    rest = rest.slice(word[0].length);
  }
  const line: Line = {
    command,
    path,
    options: options.filter((o) => !isGroup(o)),
    given: [],
    rest,
  };
  if (!options.some(isGroup)) readOptions(line, locale);
  return line;
}

const isGroup = (option: Option) =>
  option.type === Type.Subcommand || option.type === Type.SubcommandGroup;

function readOptions(line: Line, locale: string): void {
  const optionCalled = (name: string) =>
    line.options.find((option) => isCalled(option, name, locale));
  const starts = [...line.rest.matchAll(/(?<=^|\s)([^\s:]+):/g)].filter((m) => optionCalled(m[1]!));
  const text = line.rest;
  const first = line.options[0];
  const loose = text.slice(0, starts[0]?.index ?? text.length);
  const take = (option: Option, value: string) => {
    line.given.push({ option, text: value.trim() });
    line.focused = option;
  };
  if (first && loose.trim() && !startsName(loose, line, locale)) take(first, loose);
  starts.forEach((match, i) => {
    const from = match.index + match[0].length;
    const value = text.slice(from, starts[i + 1]?.index ?? text.length);
    take(optionCalled(match[1]!)!, value);
  });
  line.rest = /\S*$/.exec(text)?.[0] ?? '';
  // After a value and a space the person is about to name the next option.
  if (/\S\s+$/.test(text)) delete line.focused;
}

/** `/clip du` is on its way to `duration:`, not a duration. */
function startsName(loose: string, line: Line, locale: string): boolean {
  const word = loose.trim();
  return line.options
    .map((option) => nameFor(option, locale))
    .some((name) => name.startsWith(word) && word.length < name.length);
}

/** Turns a name, mention or id into the id it stands for. */
export interface Resolve {
  user(text: string): string | undefined;
  channel(text: string): string | undefined;
  role(text: string): string | undefined;
}

/**
 * The options of the line as the bot gets them.
 * @param focus the option being completed: it goes as typed, the others as far as they are right
 * @throws TypingError when a value is missing or not what the command asks for
 */
export function optionsOf(line: Line, resolve: Resolve, focus?: Option): GivenOption[] {
  const given: GivenOption[] = [];
  for (const { option, text } of line.given) {
    const base = { name: option.name, type: option.type };
    if (option === focus) given.push({ ...base, value: text, focused: true });
    else if (text !== '') {
      try {
        given.push({ ...base, value: valueOf(option, text, resolve) });
      } catch (error) {
        if (!focus) throw error;
      }
    }
  }
  if (focus && !given.some((one) => one.focused)) {
    given.push({ name: focus.name, type: focus.type, value: '', focused: true });
  }
  if (!focus) {
    const missing = line.options.find(
      (option) => option.required && !given.some((one) => one.name === option.name),
    );
    if (missing) throw new TypingError(`The option "${missing.name}" is missing.`);
    const last = line.path.at(-1);
    if (
      !line.options.length &&
      line.command.options.some(isGroup) &&
      last?.type !== Type.Subcommand
    ) {
      throw new TypingError(`/${line.command.name} needs one of its subcommands.`);
    }
  }
  return line.path.reduceRight<GivenOption[]>(
    (inner, sub) => [{ name: sub.name, type: sub.type, options: inner }],
    given,
  );
}

function valueOf(option: Option, text: string, resolve: Resolve): string | number | boolean {
  const refuse = (what: string) => new TypingError(`"${option.name}" has to be ${what}.`);
  if (option.choices?.length) {
    const same = (one: NonNullable<Option['choices']>[number]) =>
      [one.name, ...Object.values(one.name_localizations ?? {}), String(one.value)].some(
        (known) => known.toLowerCase() === text.toLowerCase(),
      );
    const choice = option.choices.find(same);
    if (!choice) throw refuse(`one of: ${option.choices.map((one) => one.name).join(', ')}`);
    return choice.value;
  }
  const found = (id: string | undefined, what: string) => {
    if (!id) throw refuse(what);
    return id;
  };
  switch (option.type) {
    case Type.Integer:
    case Type.Number: {
      const number = Number(text);
      const whole = option.type === Type.Integer;
      if (Number.isNaN(number) || (whole && !Number.isInteger(number))) {
        throw refuse(whole ? 'a whole number' : 'a number');
      }
      if (number < (option.min_value ?? -Infinity)) throw refuse(`${option.min_value} or more`);
      if (number > (option.max_value ?? Infinity)) throw refuse(`${option.max_value} or less`);
      return number;
    }
    case Type.Boolean:
      if (!/^(true|false)$/i.test(text)) throw refuse('True or False');
      return text.toLowerCase() === 'true';
    case Type.User:
      return found(resolve.user(text), 'a person here');
    case Type.Channel:
      return found(resolve.channel(text), 'a channel here');
    case Type.Role:
      return found(resolve.role(text), 'a role here');
    case Type.Mentionable:
      return found(resolve.user(text) ?? resolve.role(text), 'a person or role here');
    default:
      if (text.length < (option.min_length ?? 0)) throw refuse('longer');
      if (text.length > (option.max_length ?? 6000)) throw refuse('shorter');
      return text;
  }
}
