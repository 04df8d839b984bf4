import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Cell, type CellActions } from './Cell.tsx';
import type { Clip } from './clips.ts';
import { cardByKey, heightOf, placeOf } from './grid.ts';
import type { Selection } from './selection.ts';
import { say } from './texts.ts';
import { useGrid } from './use-grid.ts';

interface Props {
  clips: Clip[];
  /** Whether there are more than these. */
  hasMore: boolean;
  busy: boolean;
  selection: Selection;
  addressOf(id: string): string;
  onOpen(id: string): void;
  onSelect(id: string, range: boolean): void;
  /** The end of what is loaded comes near. */
  onEnd(): void;
}

/** All clips at their places, of which only those near the screen are in the page. */
export function Grid({ clips, hasMore, busy, selection, onEnd, ...rest }: Props) {
  const grid = useRef<HTMLUListElement>(null);
  const seen = useGrid(grid, clips.length);
  /** What has the focus stays in the page however far one scrolls. */
  const focused = useRef(-1);
  const latest = useRef(rest);
  latest.current = rest;
  const actions = useMemo<CellActions>(
    () => ({
      addressOf: (id) => latest.current.addressOf(id),
      onOpen: (id) => latest.current.onOpen(id),
      onSelect: (id, range) => latest.current.onSelect(id, range),
      onFocus(index) {
        focused.current = index;
      },
    }),
    [],
  );
  const near = seen && seen.to >= clips.length - seen.layout.columns;
  useEffect(() => {
    if (near && hasMore) onEnd();
  }, [near, hasMore, clips.length, busy]);

  function onKeyDown(event: KeyboardEvent): void {
    const from = focused.current;
    if (!seen || from < 0 || !(event.target as Element).matches('h2 a')) return;
    const to = cardByKey(event.key, from, clips.length, seen.layout);
    const clip = to === undefined ? undefined : clips[to];
    if (to === undefined || !clip || !grid.current) return;
    event.preventDefault();
    const { top } = placeOf(to, seen.layout);
    const above = grid.current.getBoundingClientRect().top + scrollY;
    const middle = above + top - (innerHeight - seen.layout.cardHeight) / 2;
    // It is in the page once one is near it.
    if (Math.abs(middle - scrollY) > innerHeight / 3) scrollTo({ top: middle });
    requestAnimationFrame(() => requestAnimationFrame(() => focusClip(clip.id)));
  }

  const shown: number[] = [];
  if (seen) {
    const first = Math.min(seen.from, clips.length);
    for (let i = first; i < Math.min(seen.to, clips.length); i++) shown.push(i);
    const kept = focused.current;
    if (kept >= 0 && kept < clips.length && !shown.includes(kept)) {
      if (kept < first) shown.unshift(kept);
      else shown.push(kept);
    }
  }
  return (
    <ul
      ref={grid}
      class="grid"
      tabIndex={-1}
      role="list"
      aria-label={say.clips(clips.length)}
      aria-busy={busy}
      style={{ height: seen ? `${heightOf(clips.length, seen.layout)}px` : '100vh' }}
      onKeyDown={onKeyDown}
      onFocusOut={() => {
        focused.current = -1;
      }}
    >
      {seen &&
        shown.map((index) => {
          const clip = clips[index] as Clip;
          return (
            <Cell
              key={clip.id}
              clip={clip}
              index={index}
              count={hasMore ? -1 : clips.length}
              layout={seen.layout}
              selected={selection.ids.has(clip.id)}
              actions={actions}
            />
          );
        })}
    </ul>
  );
}

/** Where one goes on when what had the focus is gone. */
export function focusGridIfLost(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('.grid')?.focus({ preventScroll: true });
}

export function focusClip(id: string): void {
  document.getElementById(`clip-${id}`)?.focus();
}
