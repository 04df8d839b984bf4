import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIMessage,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Words } from '../server/words/words.ts';
import { parseCustomId, renderCustomId } from './custom-id.ts';

type Row = APIActionRowComponent<APIButtonComponent>;

/** Below what a person is told by direct message. What it does: components/mute.ts. */
export const muteRow = ({ buttons }: Words): Row => rowOf('mute', buttons.mute);

/** The way back, below that message and /replay status. */
export const unmuteRow = ({ buttons }: Words): Row => rowOf('unmute', buttons.unmute);

function rowOf(name: string, label: string): Row {
  const custom_id = renderCustomId({ name, values: [] });
  const style = ButtonStyle.Secondary;
  return {
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.Button, style, label, custom_id }],
  };
}

/** The rows of a message with this one in the place of the one that was pressed. */
export function withMuteRow(
  rows: NonNullable<APIMessage['components']>,
  row: Row,
): NonNullable<APIMessage['components']> {
  const isIts = (one: (typeof rows)[number]) =>
    one.type === ComponentType.ActionRow &&
    one.components.some(
      (button) =>
        'custom_id' in button &&
        ['mute', 'unmute'].includes(parseCustomId(button.custom_id)?.name ?? ''),
    );
  return rows.map((one) => (isIts(one) ? row : one));
}
