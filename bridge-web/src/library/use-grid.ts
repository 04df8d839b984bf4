import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { cardsNear, type Layout, layoutOf } from './grid.ts';

interface Seen {
  /** The same object until the grid gets another size. */
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
    const look = () =>
      setSeen((before) => {
        const { top, width } = element.getBoundingClientRect();
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
        const now = layoutOf(width, rem);
        const layout = before && isSame(before.layout, now) ? before.layout : now;
        const near = cardsNear({ top: -top, bottom: innerHeight - top }, count, layout);
        const still = before?.layout === layout && before.from === near.from;
        return still && before.to === near.to ? before : { layout, ...near };
      });
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

const isSame = (a: Layout, b: Layout) =>
  a.cardWidth === b.cardWidth && a.cardHeight === b.cardHeight && a.columns === b.columns;
