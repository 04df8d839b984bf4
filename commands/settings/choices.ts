import { ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import type { Words } from '../../server/words/words.ts';
import { type Chosen, type Field, setId, type Told } from './field.ts';

/** Discord's law for what a select takes. */
const MOST = 25;
/** What stands for null in a select. */
const NONE = 'none';

type Key<T> = {
  [K in keyof ServerSettings]: ServerSettings[K] extends T ? K : never;
}[keyof ServerSettings];

/** @param nobody what no role at all means */
export function rolesField(id: Key<string[]>, nobody: SaySetting): Field {
  return {
    id,
    now: ({ [id]: roles }, { words }) =>
      roles.map((role) => `<@&${role}>`).join(', ') || nobody(words.settings),
    row: ({ [id]: roles }, { words }) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.RoleSelect, custom_id: setId(id) },
          ...{ placeholder: emptyWords(id, nobody, words), min_values: 0, max_values: MOST },
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

export function channelsField(id: Key<string[]>, everywhere: SaySetting, types: number[]): Field {
  return {
    id,
    now: ({ [id]: channels }, { words }) =>
      channels.map((one) => `<#${one}>`).join(', ') || everywhere(words.settings),
    row: ({ [id]: channels }, { words }) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.ChannelSelect, custom_id: setId(id), channel_types: types },
          ...{ placeholder: emptyWords(id, everywhere, words), min_values: 0, max_values: MOST },
          default_values: channels.map((channel) => ({
            ...{ id: channel, type: SelectMenuDefaultValueType.Channel },
          })),
        },
      ],
    }),
    read: (chosen) => ({ [id]: valuesOf(chosen) }),
  };
}

/** A few words about a setting. */
type SaySetting = (say: Words['settings']) => string;

const emptyWords = (id: Field['id'], say: SaySetting, { settings }: Words) =>
  `${settings.labels[id]}: ${say(settings)}`;

type Choice = { value: string | number | null; label: string };

/** @param choicesFor those that the installation allows; what is not among them is refused */
export function choiceField(
  id: Exclude<keyof ServerSettings, Key<string[]>>,
  choicesFor: (told: Told) => Choice[],
): Field {
  const nameOf = ({ value }: Choice) => String(value ?? NONE);
  return {
    id,
    now: ({ [id]: value }, told) =>
      choicesFor(told).find((choice) => choice.value === value)?.label ?? String(value),
    row: ({ [id]: value }, told) => ({
      type: ComponentType.ActionRow,
      components: [
        {
          ...{ type: ComponentType.StringSelect, custom_id: setId(id) },
          placeholder: told.words.settings.labels[id],
          options: choicesFor(told).map((choice) => ({
            ...{ label: choice.label, value: nameOf(choice), default: choice.value === value },
          })),
        },
      ],
    }),
    read(chosen, told) {
      const [name] = valuesOf(chosen);
      const found = choicesFor(told).find((choice) => nameOf(choice) === name);
      return found ? { [id]: found.value } : {};
    },
  };
}

function valuesOf(chosen: Chosen): string[] {
  return 'values' in chosen ? [...chosen.values] : [];
}
