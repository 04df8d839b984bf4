import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { keyAction } from './keys.ts';
import type { Clipping } from './use-clipping.ts';

const CHOICE = 'hindsight.keys';

export interface Keys {
  on: boolean;
  turn(on: boolean): void;
}

/** The page's keys, in its own window and in the small panel, for who doesn't turn them off. */
export function useKeys(clipping: Clipping, mark: () => void, panel: Window | undefined): Keys {
  const [on, setOn] = useState(() => localStorage.getItem(CHOICE) !== 'off');
  const newest = useRef({ clipping, mark });
  newest.current = { clipping, mark };
  // At once: a key pressed right after turning them on should count.
  useLayoutEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent) => {
      const action = keyAction(event);
      if (!action) return;
      const { clipping, mark } = newest.current;
      event.preventDefault();
      if (action.do === 'mark') return mark();
      const ms = action.do === 'clip' ? clipping.presets[action.preset] : clipping.last;
      if (ms !== undefined) void clipping.clip(ms);
    };
    const documents = [document, panel?.document].filter((one) => one !== undefined);
    for (const one of documents) one.addEventListener('keydown', press);
    return () => {
      for (const one of documents) one.removeEventListener('keydown', press);
    };
  }, [panel, on]);
  return {
    on,
    turn(next) {
      localStorage.setItem(CHOICE, next ? 'on' : 'off');
      setOn(next);
    },
  };
}
