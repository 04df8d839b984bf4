import { ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import { type Chosen, type Field, type Limits, setId } from './field.ts';

/** Discord's law for what a select takes. */
const MOST = 25;
/** What stands for null in a select. */
const NONE = 'none';

type Key<T> = {
  [K in keyof ServerSettings]: ServerSettings[K] extends T ? K : never;
}[keyof ServerSettings];

/** @param nobody what no role at all means */
export function rolesField(id: Key<string[]>, label: string, nobody: string): Field {
  return {
    ...{ id, label },
    now: ({ [id]: roles }) => roles.map((role) => `<@&${role}>`).join(', ') || nobody,
    row: ({ [id]: roles }) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.RoleSelect, custom_id: setId(id) },
          ...{ placeholder: `${label}: ${nobody}`, min_values: 0, max_values: MOST },
          default_values: roles.map((role) => ({
            id: role,
            type: SelectMenuDefaultValueType.Role,
          })),
        },
      ],
    }),
    read: (chosen) => ({ [id]: valuesOf(chosen) }),
  };
}

export function channelsField(
  id: Key<string[]>,
  label: string,
  everywhere: string,
  types: number[],
): Field {
  return {
    ...{ id, label },
    now: ({ [id]: channels }) => channels.map((one) => `<#${one}>`).join(', ') || everywhere,
    row: ({ [id]: channels }) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.ChannelSelect, custom_id: setId(id), channel_types: types },
          ...{ placeholder: `${label}: ${everywhere}`, min_values: 0, max_values: MOST },
          default_values: channels.map((channel) => ({
            ...{ id: channel, type: SelectMenuDefaultValueType.Channel },
          })),
        },
      ],
    }),
    read: (chosen) => ({ [id]: valuesOf(chosen) }),
  };
}

type Choice = { value: string | number | null; label: string };

/** @param choicesFor those that the installation allows; what is not among them is refused */
export function choiceField(
  id: Exclude<keyof ServerSettings, Key<string[]>>,
  label: string,
  choicesFor: (limits: Limits) => Choice[],
): Field {
  const nameOf = ({ value }: Choice) => String(value ?? NONE);
  return {
    ...{ id, label },
    now: ({ [id]: value }, limits) =>
      choicesFor(limits).find((choice) => choice.value === value)?.label ?? String(value),
    row: ({ [id]: value }, limits) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.StringSelect, custom_id: setId(id), placeholder: label },
          options: choicesFor(limits).map((choice) => ({
            ...{ label: choice.label, value: nameOf(choice), default: choice.value === value },
          })),
        },
      ],
    }),
    read(chosen, limits) {
      const [name] = valuesOf(chosen);
      const found = choicesFor(limits).find((choice) => nameOf(choice) === name);
      return found ? { [id]: found.value } : {};
    },
  };
}

function valuesOf(chosen: Chosen): string[] {
  return 'values' in chosen ? [...chosen.values] : [];
}
