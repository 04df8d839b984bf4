import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { cardsNear, type Layout, layoutOf } from './grid.ts';

interface Seen {
  layout: Layout;
  from: number;
  to: number;
}

/** How the grid is laid out and which of its cards are near the screen, as one scrolls and resizes. */
export function useGrid(grid: RefObject<HTMLElement | null>, count: number): Seen | undefined {
  const [seen, setSeen] = useState<Seen>();
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element) return undefined;
    const look = () => {
      const { top, width } = element.getBoundingClientRect();
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const layout = layoutOf(width, rem);
      const near = cardsNear({ top: -top, bottom: innerHeight - top }, count, layout);
      setSeen((before) => (before && isSame(before, near, layout) ? before : { layout, ...near }));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [count]);
  return seen;
}

function isSame(before: Seen, near: { from: number; to: number }, layout: Layout): boolean {
  const { from, to, layout: old } = before;
  return (
    from === near.from &&
    to === near.to &&
    old.cardWidth === layout.cardWidth &&
    old.cardHeight === layout.cardHeight
  );
}
