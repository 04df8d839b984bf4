import type { Thumbnails } from './preview.ts';
import type { View } from './zoom.ts';

/** Where a small picture is in the large one, and where it goes, px. */
export interface Cell {
  sourceX: number;
  sourceY: number;
  x: number;
  width: number;
}

/**
 * Fills the strip with small pictures that keep their shape and stay at their time when one scrolls.
 * @param width and height of the strip, px
 */
export function placeThumbnails(
  thumbnails: Thumbnails,
  view: View,
  width: number,
  height: number,
): Cell[] {
  const { columns, count, everyMs } = thumbnails;
  if (count === 0 || thumbnails.height === 0) return [];
  const cellWidth = (thumbnails.width / thumbnails.height) * height;
  const cellMs = (cellWidth / width) * view.spanMs;
  const cells: Cell[] = [];
  // Counted from the beginning of the material, or they would crawl.
  for (let i = Math.floor(view.fromMs / cellMs); ; i++) {
    const x = ((i * cellMs - view.fromMs) / view.spanMs) * width;
    if (x >= width) return cells;
    const middleMs = (i + 0.5) * cellMs;
    const nth = Math.min(count - 1, Math.floor(middleMs / everyMs));
    cells.push({
      sourceX: (nth % columns) * thumbnails.width,
      sourceY: Math.floor(nth / columns) * thumbnails.height,
      x,
      width: cellWidth,
    });
  }
}
