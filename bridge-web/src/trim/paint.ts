import { clamp } from './selection.ts';
import type { Trim } from './trim.ts';
import { xOf } from './zoom.ts';

/** What moves on the timeline. */
export interface Moving {
  from: HTMLElement;
  to: HTMLElement;
  playhead: HTMLElement;
  before: HTMLElement;
  behind: HTMLElement;
  chosen: HTMLElement;
}

/** Far out of sight, where it can still have the keyboard. */
const AWAY_PX = -9999;

/**
 * Moves handles, shades and playhead to where they belong, once a frame at most and by transforms only: nothing is
 * laid out or drawn anew for it, so that it stays smooth on any machine.
 * @returns a function that ends it
 */
export function paint(moving: Moving, trim: Trim): () => void {
  let asked = 0;
  const draw = () => {
    asked = 0;
    const width = trim.width.now;
    const place = (ms: number) => xOf(ms, trim.view.now, width);
    const { fromMs, toMs } = trim.selection.now;
    const [from, to] = [place(fromMs), place(toMs)];
    const [left, right] = [clamp(from, 0, width), clamp(to, 0, width)];
    put(moving.from, from, width);
    put(moving.to, to, width);
    put(moving.playhead, place(trim.playheadMs.now), width);
    moving.before.style.transform = `scaleX(${left / width})`;
    moving.behind.style.transform = `scaleX(${(width - right) / width})`;
    moving.chosen.style.transform = `translateX(${left}px) scaleX(${(right - left) / width})`;
  };
  const ask = () => {
    if (trim.width.now > 0) asked ||= requestAnimationFrame(draw);
  };
  const ends = [trim.selection, trim.playheadMs, trim.view, trim.width].map((watched) =>
    (watched.listen as (listener: () => void) => () => void)(ask),
  );
  ask();
  return () => {
    cancelAnimationFrame(asked);
    for (const end of ends) end();
  };
}

function put(element: HTMLElement, x: number, width: number): void {
  const isSeen = x >= -0.5 && x <= width + 0.5;
  element.style.transform = `translateX(${isSeen ? x : AWAY_PX}px)`;
}
