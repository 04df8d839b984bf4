/** What a key does anywhere on the page. */
export type Command =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'pictureBack'
  | 'pictureForward'
  | 'from'
  | 'to'
  | 'nearer'
  | 'farther'
  | 'fit';

const COMMANDS: Record<string, Command> = {
  ' ': 'toggle',
  k: 'toggle',
  j: 'back',
  l: 'forward',
  ',': 'pictureBack',
  '.': 'pictureForward',
  i: 'from',
  o: 'to',
  '+': 'nearer',
  '-': 'farther',
  '0': 'fit',
};

/** What has the keyboard: words are typed into `text`, Space presses a `button`. */
export type Focus = 'text' | 'button' | 'other';

export function commandOf(
  { key, ctrlKey, altKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>,
  focus: Focus,
): Command | undefined {
  if (ctrlKey || altKey || metaKey || focus === 'text') return undefined;
  if (key === ' ' && focus === 'button') return undefined;
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key];
}

/** @param element that has the keyboard */
export function focusOf(element: Element | null): Focus {
  if (
    element?.closest('input:not([type=range], [type=radio], [type=checkbox]), select, textarea')
  ) {
    return 'text';
  }
  return element?.closest('button, a, summary, input') ? 'button' : 'other';
}
