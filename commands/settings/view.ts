import { ComponentType } from 'discord.js';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import { type Field, type Limits, PREFIX, type Row } from './field.ts';
import { fields } from './fields.ts';

/** The custom id of the select of what to change. */
export const CHOOSE_ID = `${PREFIX}choose`;
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
        ...{ type: ComponentType.StringSelect, custom_id: CHOOSE_ID, placeholder: 'Change …' },
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
