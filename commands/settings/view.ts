import { ComponentType } from 'discord.js';
import { renderCustomId } from '../../bot/custom-id.ts';
import type { ServerSettings } from '../../server/servers/server-settings.ts';
import { CHOOSE, type Field, type Row, type Told } from './field.ts';
import { fields } from './fields.ts';

/** Discord's law. */
const LONGEST = 2000;

/** The settings of a server, with what changes them. @param chosen what is being changed */
export function settingsView(
  guildName: string,
  settings: ServerSettings,
  told: Told,
  chosen?: Field,
): { content: string; components: Row[] } {
  const { settings: say } = told.words;
  const lines = fields.map(({ id, now }) => `${say.labels[id]}: ${now(settings, told)}`);
  const choose: Row = {
    type: ComponentType.ActionRow,
    components: [
      {
        ...{ type: ComponentType.StringSelect, placeholder: say.change },
        custom_id: renderCustomId({ name: CHOOSE, values: [] }),
        options: fields.map((field) => ({
          ...{ label: say.labels[field.id], value: field.id, default: field === chosen },
        })),
      },
    ],
  };
  const row = chosen?.row?.(settings, told);
  return {
    content: [say.heading(guildName), ...lines].join('\n').slice(0, LONGEST),
    components: row ? [choose, row] : [choose],
  };
}
