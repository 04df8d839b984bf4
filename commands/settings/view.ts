import { ComponentType } from 'discord.js';
import { renderCustomId } from '../../bot/custom-id.ts';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import { CHOOSE, type Field, type Limits, type Row } from './field.ts';
import { fields } from './fields.ts';

/** Discord's law. */
const LONGEST = 2000;

/** The settings of a server, with what changes them. @param chosen what is being changed */
export function settingsView(
  guildName: string,
  settings: ServerSettings,
  limits: Limits,
  chosen?: Field,
): { content: string; components: Row[] } {
  const lines = fields.map(({ label, now }) => `${label}: ${now(settings, limits)}`);
  const choose: Row = {
    type: ComponentType.ActionRow,
    components: [
      {
        ...{
          type: ComponentType.StringSelect,
          custom_id: renderCustomId({ name: CHOOSE, values: [] }),
        },
        placeholder: 'Change …',
        options: fields.map((field) => ({
          ...{ label: field.label, value: field.id, default: field === chosen },
        })),
      },
    ],
  };
  const row = chosen?.row?.(settings, limits);
  return {
    content: [`**Settings of ${guildName}**`, ...lines].join('\n').slice(0, LONGEST),
    components: row ? [choose, row] : [choose],
  };
}
