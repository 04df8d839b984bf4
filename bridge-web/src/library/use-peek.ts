import { useEffect, useState } from 'preact/hooks';

/** So that a pointer that only passes by starts nothing, ms. */
const DELAY_MS = 400;

/** Whether a clip plays where it is, silently: under the mouse, or under the keyboard's focus. */
export function usePeek() {
  const [on, setOn] = useState(false);
  const [playing, setPlaying] = useState(false);
  useEffect(() => {
    setPlaying(false);
    if (!on) return undefined;
    const timer = setTimeout(() => setPlaying(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, [on]);
  const begin = () => {
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) setOn(true);
  };
  const handlers = {
    onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && begin(),
    onPointerLeave: () => setOn(false),
    onFocusIn: ({ target }: FocusEvent) =>
      target instanceof Element && target.matches('a:focus-visible') && begin(),
    onFocusOut: () => setOn(false),
  };
  return { playing, handlers };
}
