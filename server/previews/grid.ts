import { lengthOf, type Preview, TICKS_PER_MS } from './preview.ts';

/** How the thumbnails lie in their sprite, row by row. */
export interface Grid {
  /** Media time from one to the next, ms; each stands for as long. */
  everyMs: number;
  columns: number;
  rows: number;
  count: number;
  /** Of one, pixels. */
  width: number;
  height: number;
}

const MOST = 120;
const COLUMNS = 12;
const SIDE = 160;
/** There is a keyframe about every two seconds. */
const NEAREST_MS = 2000;

export function gridOf(preview: Pick<Preview, 'segments' | 'width' | 'height'>): Grid {
  const lengthMs = lengthOf(preview) / TICKS_PER_MS;
  const count = Math.max(1, Math.min(MOST, Math.round(lengthMs / NEAREST_MS)));
  const columns = Math.min(COLUMNS, count);
  const scale = SIDE / Math.max(preview.width, preview.height);
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return {
    everyMs: Math.round((lengthMs / count) * 100) / 100,
    ...{ columns, rows: Math.ceil(count / columns), count },
    ...{ width: even(preview.width), height: even(preview.height) },
  };
}
