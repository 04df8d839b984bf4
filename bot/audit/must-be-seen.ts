import { InteractionType as Kind, ApplicationCommandOptionType as Type } from 'discord.js';
import { commands } from '../../commands/index.ts';
import type { SeenInteraction } from '../../sandbox/client.ts';
import { components } from '../components/index.ts';
import { parseCustomId } from '../custom-id.ts';
import { menus } from '../menus/index.ts';

interface Option {
  name: string;
  type: Type;
  autocomplete?: boolean;
  choices?: { value: string | number }[];
  options?: Option[];
}

interface Given {
  name: string;
  type: Type;
  value?: unknown;
  focused?: boolean;
  options?: Given[];
}

/** What of an interaction tells what was used. */
export type Used = Pick<SeenInteraction, 'kind' | 'data'>;

/** Every command with its options and choices, every menu, button, select and form that there is, by name. */
export function everything(): string[] {
  return [
    ...commands.flatMap(({ definition: { name, options = [] } }) =>
      inCommand(`/${name}`, options as Option[]),
    ),
    ...menus.map(({ definition }) => `menu ${definition.name}`),
    ...components.map(({ kind, name }) => `${kind} ${name}`),
  ];
}

function inCommand(path: string, options: Option[]): string[] {
  const subs = options.filter(({ type }) => type === Type.Subcommand);
  if (subs.length)
    return subs.flatMap((sub) => inCommand(`${path} ${sub.name}`, sub.options ?? []));
  return [
    path,
    ...options.flatMap(({ name, autocomplete, choices = [] }) => [
      `${path} ${name}`,
      ...choices.map(({ value }) => `${path} ${name}:${value}`),
      ...(autocomplete ? [`completion of ${path} ${name}`] : []),
    ]),
  ];
}

/** What of everything was used. */
export function usedIn(interactions: Used[]): Set<string> {
  return new Set(interactions.flatMap(namesIn));
}

function namesIn({ kind, data }: Used): string[] {
  const { name, type, options, custom_id } = data as Record<string, any>;
  if (kind === Kind.MessageComponent || kind === Kind.ModalSubmit) {
    const id = parseCustomId(custom_id)?.name;
    const known = components.find((component) => component.name === id && fits(component, kind));
    return known ? [`${known.kind} ${known.name}`] : [];
  }
  if (type !== 1) return [`menu ${name}`];
  return given(`/${name}`, options ?? [], kind === Kind.ApplicationCommandAutocomplete);
}

/** A form that is shown by a button may have its name. */
function fits(component: { kind: string }, kind: Kind): boolean {
  return (component.kind === 'form') === (kind === Kind.ModalSubmit);
}

function given(path: string, options: Given[], isCompletion: boolean): string[] {
  const sub = options.find(({ type }) => type === Type.Subcommand);
  if (sub) return given(`${path} ${sub.name}`, sub.options ?? [], isCompletion);
  if (isCompletion) {
    return options
      .filter(({ focused }) => focused)
      .map(({ name }) => `completion of ${path} ${name}`);
  }
  return [
    path,
    ...options.flatMap(({ name, value }) => [`${path} ${name}`, `${path} ${name}:${value}`]),
  ];
}
