/** How the cards stand; all of a size, so that where each one is follows from its number. Lengths in px. */
export interface Layout {
  columns: number;
  cardWidth: number;
  cardHeight: number;
  gap: number;
}

/** @param width of the grid @param rem what one rem is, so that larger letters get more room */
export function layoutOf(width: number, rem: number): Layout {
  const gap = rem;
  const columns = Math.max(1, Math.floor((width + gap) / (16 * rem + gap)));
  const cardWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  // A picture of 16:9, and three lines below it.
  return { columns, cardWidth, cardHeight: Math.round((cardWidth * 9) / 16 + 5.5 * rem), gap };
}

export function placeOf(index: number, { columns, cardWidth, cardHeight, gap }: Layout) {
  const row = Math.floor(index / columns);
  return { left: (index % columns) * (cardWidth + gap), top: row * (cardHeight + gap) };
}

export function heightOf(count: number, { columns, cardHeight, gap }: Layout): number {
  const rows = Math.ceil(count / columns);
  return Math.max(0, rows * (cardHeight + gap) - gap);
}

/** Rows that are there before one sees them. */
const SPARE_ROWS = 2;

/**
 * Only the cards near the screen are in the page.
 * @param seen the part of the grid that is on the screen, px from the grid's top
 * @returns numbers of cards, `to` not among them
 */
export function cardsNear(
  seen: { top: number; bottom: number },
  count: number,
  { columns, cardHeight, gap }: Layout,
): { from: number; to: number } {
  const step = cardHeight + gap;
  const first = Math.floor(seen.top / step) - SPARE_ROWS;
  const last = Math.ceil(seen.bottom / step) + SPARE_ROWS;
  const within = (row: number) => Math.min(count, Math.max(0, row * columns));
  return { from: within(first), to: within(last) };
}

const STEPS: Record<string, (columns: number) => number> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
};

/** Where a key leads from a card; undefined: nowhere. */
export function cardByKey(
  key: string,
  index: number,
  count: number,
  { columns }: Layout,
): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const next = index + (STEPS[key]?.(columns) ?? 0);
  return next !== index && next >= 0 && next < count ? next : undefined;
}
