/** What a key does on this page, and in the small panel. */
export type KeyAction = { do: 'clip-last' } | { do: 'mark' } | { do: 'clip'; preset: number };

type Pressed = Pick<
  KeyboardEvent,
  'key' | 'repeat' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target' | 'defaultPrevented'
>;

/** @returns undefined for keys that are somebody else's: typed texts, a list's choice, the browser's own */
export function keyAction(pressed: Pressed): KeyAction | undefined {
  const { key, repeat, ctrlKey, metaKey, altKey, target, defaultPrevented } = pressed;
  if (repeat || ctrlKey || metaKey || altKey || defaultPrevented || takesText(target)) {
    return undefined;
  }
  if (key === 'c' || key === 'C') return { do: 'clip-last' };
  if (key === 'm' || key === 'M') return { do: 'mark' };
  return /^[1-5]$/.test(key) ? { do: 'clip', preset: Number(key) - 1 } : undefined;
}

function takesText(target: EventTarget | null): boolean {
  const { tagName = '', type = '' } = Object(target) as { tagName?: string; type?: string };
  return (
    /^(TEXTAREA|SELECT)$/.test(tagName) || (tagName === 'INPUT' && !/^(radio|checkbox)$/.test(type))
  );
}
