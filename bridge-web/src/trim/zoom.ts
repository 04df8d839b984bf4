import { clamp, type Selection } from './selection.ts';

/** The part of the material that the timeline shows, media ms. */
export interface View {
  fromMs: number;
  spanMs: number;
}

/** Nothing shorter is shown across the whole width: some pictures wide is enough. */
const LEAST_SPAN_MS = 2000;
/** What is shown beside a selection that is fitted in, part of it. */
const MARGIN = 0.15;

export const wholeView = (durationMs: number): View => ({ fromMs: 0, spanMs: durationMs });

/** Keeps the moment under the pointer where it is. @param factor above 1: nearer */
export function zoomAt(view: View, factor: number, atMs: number, durationMs: number): View {
  const spanMs = clamp(view.spanMs / factor, Math.min(LEAST_SPAN_MS, durationMs), durationMs);
  const part = (atMs - view.fromMs) / view.spanMs;
  return scrollTo({ ...view, spanMs }, atMs - part * spanMs, durationMs);
}

/** @param fromMs where it is to begin; stops at the ends of the material */
export function scrollTo(view: View, fromMs: number, durationMs: number): View {
  return { ...view, fromMs: clamp(fromMs, 0, durationMs - view.spanMs) };
}

/** The selection, and something beside it. */
export function fitting({ fromMs, toMs }: Selection, durationMs: number): View {
  const length = toMs - fromMs;
  const least = Math.min(LEAST_SPAN_MS, durationMs);
  const spanMs = clamp(length * (1 + 2 * MARGIN), least, durationMs);
  return scrollTo({ fromMs, spanMs }, fromMs - (spanMs - length) / 2, durationMs);
}

/** The same view where the moment can be seen in it, else the nearest one where it can. */
export function showing(view: View, ms: number, durationMs: number): View {
  if (ms >= view.fromMs && ms <= view.fromMs + view.spanMs) return view;
  return scrollTo(view, ms - view.spanMs / 2, durationMs);
}

/** @param width px of the timeline @returns px from its left */
export const xOf = (ms: number, view: View, width: number) =>
  ((ms - view.fromMs) / view.spanMs) * width;

/** The inverse. */
export const msAt = (x: number, view: View, width: number) =>
  view.fromMs + (x / Math.max(1, width)) * view.spanMs;

const STEPS_S = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Where a ruler has its lines: at round times, not nearer to one another than asked, px. */
export function ruler(
  view: View,
  width: number,
  leastPx: number,
): { stepMs: number; at: number[] } {
  const leastMs = (leastPx / Math.max(1, width)) * view.spanMs;
  const stepMs = (STEPS_S.find((s) => s * 1000 >= leastMs) ?? 3600) * 1000;
  const at: number[] = [];
  const end = view.fromMs + view.spanMs;
  for (let i = Math.ceil(view.fromMs / stepMs); i * stepMs <= end; i++) at.push(i * stepMs);
  return { stepMs, at };
}
