import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIMessage,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Words } from '../server/words/words.ts';
import { parseCustomId, renderCustomId } from './custom-id.ts';

/** Whose a clip and its message are: only they, and moderators, can delete it. */
export interface ButtonsOf {
  clipId: string;
  sharerId: string;
  requesterId: string;
}

/** How a clip stands, as far as its buttons go. */
export interface ButtonState {
  /** Neither kept nor to be had back. */
  gone: boolean;
  /** The buffer holds what was before it. */
  more: boolean;
}

/** Those that need the clip. What stands in Discord can always be deleted. */
const NEED_CLIP = ['trim', 'save', 'to-me', 'more'];

/** The row below a posted clip. */
export function clipButtons(
  { clipId, sharerId, requesterId }: ButtonsOf,
  state: ButtonState,
  { buttons }: Words,
): APIActionRowComponent<APIButtonComponent> {
  const button = (name: string, label: string, ...more: string[]): APIButtonComponent => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: renderCustomId({ name, values: [clipId, ...more] }),
    ...(isOver(name, state) && { disabled: true }),
  });
  const components = [
    button('trim', buttons.trim),
    button('save', buttons.save),
    button('to-me', buttons.toMe),
    button('more', buttons.more),
    button('delete', buttons.delete, sharerId, requesterId),
  ];
  return { type: ComponentType.ActionRow, components };
}

/** The clip whose buttons a message has, if any. */
export function clipIdIn(components: APIMessage['components']): string | undefined {
  for (const button of buttonsIn(components)) {
    const id = parseCustomId(button.custom_id);
    if (id && ['delete', ...NEED_CLIP].includes(id.name)) return id.values[0];
  }
  return undefined;
}

/** @returns the same components with this clip's buttons as they have to be; null when they are so already */
export function withState(
  components: NonNullable<APIMessage['components']>,
  clipId: string,
  state: ButtonState,
): NonNullable<APIMessage['components']> | null {
  const changed = structuredClone(components);
  let isChanged = false;
  for (const button of buttonsIn(changed)) {
    const id = parseCustomId(button.custom_id);
    if (!id || id.values[0] !== clipId || !NEED_CLIP.includes(id.name)) continue;
    const disabled = isOver(id.name, state);
    if ((button.disabled ?? false) !== disabled) isChanged = true;
    button.disabled = disabled;
  }
  return isChanged ? changed : null;
}

function isOver(name: string, { gone, more }: ButtonState): boolean {
  return NEED_CLIP.includes(name) && (gone || (name === 'more' && !more));
}

function* buttonsIn(components: APIMessage['components']) {
  for (const row of components ?? []) {
    if (row.type !== ComponentType.ActionRow) continue;
    for (const one of row.components) {
      if (one.type === ComponentType.Button && 'custom_id' in one) yield one;
    }
  }
}
