import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Clip } from './clips.ts';
import { takeKept, useKept } from './kept.ts';
import { allOf, clicked, NOTHING, type Selection, without } from './selection.ts';

/** Which of one's clips are chosen. Escape chooses none; a session that ends in between changes nothing. */
export function useSelection(userId: string, clips: Clip[]) {
  const [selection, setSelection] = useState<Selection>(() => ({
    ids: new Set(takeKept<string[]>('selection', userId)),
  }));
  const all = useMemo(() => [...selection.ids], [selection]);
  useKept('selection', userId, all.length > 0 ? all : undefined);
  const order = useMemo(() => clips.filter(({ mine }) => mine).map(({ id }) => id), [clips]);

  useEffect(() => {
    const clear = ({ key }: KeyboardEvent) => {
      if (key === 'Escape' && !document.querySelector('dialog[open]')) setSelection(NOTHING);
    };
    addEventListener('keydown', clear);
    return () => removeEventListener('keydown', clear);
  }, []);

  return {
    selection,
    /** Those that are chosen and shown: nothing happens to what one does not see. */
    clips: clips.filter(({ id }) => selection.ids.has(id)),
    click: (id: string, range: boolean) =>
      setSelection((before) => clicked(before, id, { order, range })),
    drop: (gone: string[]) => setSelection((before) => without(before, gone)),
    chooseAll: () => setSelection(allOf(order)),
    chooseNone: () => setSelection(NOTHING),
  };
}
