import { gapBefore } from './epoch.ts';
import type { Extent } from './pictures.ts';
import type { Preview } from './preview.ts';
import { cutAt, type Handle, moveHandle, type Selection, snap } from './selection.ts';
import { createWatched, type Watched } from './watched.ts';
import { fitting, showing, type View, wholeView, zoomAt } from './zoom.ts';

/** What is being trimmed, and how it is looked at; all times are media ms. */
export interface Trim {
  preview: Preview;
  extent: Extent;
  selection: Watched<Selection>;
  /** Where the picture that is shown begins. */
  playheadMs: Watched<number>;
  view: Watched<View>;
  /** Px of the timeline; 0 until it is on the page. */
  width: Watched<number>;
  /** What the pointer holds. */
  held: Watched<Handle | 'playhead' | undefined>;
  /** @param withinMs how far marks, gaps and the playhead attract it */
  move(handle: Handle, ms: number, withinMs?: number): void;
  /** "From here", "to here". */
  cutAt(handle: Handle, ms: number): void;
  /** Around a moment, else around what is most likely looked at. */
  zoom(factor: number, atMs?: number): void;
  fit(): void;
  reveal(ms: number): void;
}

/** Of long material so much of it must be selected, or it is shown near at once. */
const SMALL_PART = 1 / 8;
/** A selection that is shown near keeps so much around it, times its length. */
const AROUND = 1.5;

export function createTrim(preview: Preview, first: Selection): Trim {
  const { durationMs, frameMs, segments } = preview;
  const extent = { durationMs, frameMs, segments };
  const gaps = segments.filter((_, i) => gapBefore(segments, i) > 0);
  const places = [...preview.marks.map(({ atMs }) => atMs), ...gaps.map(({ startMs }) => startMs)];
  const selection = createWatched(first);
  const playheadMs = createWatched(first.fromMs);
  const view = createWatched(firstView(first, durationMs));
  const sees = (ms: number) => showing(view.now, ms, durationMs) === view.now;
  const reveal = (ms: number) => view.set(showing(view.now, ms, durationMs));
  return {
    ...{ preview, extent, selection, playheadMs, view, reveal },
    width: createWatched(0),
    held: createWatched<Handle | 'playhead' | undefined>(undefined),
    move(handle, ms, withinMs = 0) {
      const attracting = withinMs > 0 ? [...places, playheadMs.now] : [];
      selection.set(moveHandle(selection.now, handle, snap(ms, attracting, withinMs), extent));
    },
    cutAt(handle, ms) {
      selection.set(cutAt(selection.now, handle, ms, extent));
    },
    zoom(factor, atMs) {
      const middle = view.now.fromMs + view.now.spanMs / 2;
      const around = atMs ?? (sees(playheadMs.now) ? playheadMs.now : middle);
      view.set(zoomAt(view.now, factor, around, durationMs));
    },
    fit() {
      view.set(fitting(selection.now, durationMs));
    },
  };
}

function firstView(selection: Selection, durationMs: number): View {
  const length = selection.toMs - selection.fromMs;
  if (length > durationMs * SMALL_PART) return wholeView(durationMs);
  const around = length * AROUND;
  return fitting({ fromMs: selection.fromMs - around, toMs: selection.toMs + around }, durationMs);
}
