import type { Playback } from './playback.ts';
import type { Handle } from './selection.ts';
import type { Trim } from './trim.ts';
import { msAt, scrollTo, xOf, zoomAt } from './zoom.ts';

/** How near a place attracts a handle, px. */
const SNAP_PX = 8;
/** So near to an end of the timeline, px, it scrolls, by so much of what is seen a frame. */
const EDGE = { px: 24, part: 0.015 };

/** What a pointer does with the timeline. The timeline's place on the page is read when it is pressed, not while it moves. */
export interface Dragging {
  handle(handle: Handle, event: PointerEvent): void;
  /** Anywhere else: seeks; two fingers zoom. */
  playhead(event: PointerEvent): void;
}

export function createDragging(track: HTMLElement, trim: Trim, playback: Playback): Dragging {
  const { durationMs } = trim.extent;
  const fingers = new Map<number, number>();

  const scrollAtEdge = (x: number) => {
    const { view, width } = trim;
    const way = x < EDGE.px ? -1 : x > width.now - EDGE.px ? 1 : 0;
    if (way === 0 || view.now.spanMs >= durationMs) return;
    const by = way * EDGE.part * view.now.spanMs;
    view.set(scrollTo(view.now, view.now.fromMs + by, durationMs));
  };

  return {
    handle(handle, event) {
      const before = trim.selection.now;
      const at = handle === 'from' ? before.fromMs : before.toMs;
      const left = track.getBoundingClientRect().left;
      const grip = event.clientX - left - xOf(at, trim.view.now, trim.width.now);
      const wasPlaying = playback.playing.now;
      playback.pause();
      trim.held.set(handle);
      follow(event, {
        move({ clientX, altKey }) {
          const x = clientX - left - grip;
          scrollAtEdge(x);
          const { view, width, selection } = trim;
          const withinMs = altKey ? 0 : (SNAP_PX / width.now) * view.now.spanMs;
          const was = selection.now;
          trim.move(handle, msAt(x, view.now, width.now), withinMs);
          if (selection.now[`${handle}Ms`] !== was[`${handle}Ms`]) playback.show(handle);
        },
        end(isKept) {
          if (!isKept) trim.selection.set(before);
          trim.held.set(undefined);
          playback.goTo(handle);
          if (wasPlaying) playback.toggle();
        },
      });
    },

    playhead(event) {
      const left = track.getBoundingClientRect().left;
      const wasPlaying = playback.playing.now;
      const seekTo = (x: number) => playback.seek(msAt(x, trim.view.now, trim.width.now));
      fingers.set(event.pointerId, event.clientX);
      if (fingers.size === 1) {
        playback.pause();
        trim.held.set('playhead');
        seekTo(event.clientX - left);
      }
      let shown = event.clientX;
      follow(event, {
        move({ clientX }) {
          const before = spread(fingers);
          fingers.set(event.pointerId, clientX);
          if (fingers.size > 1) return pinch(before, spread(fingers), left);
          scrollAtEdge(clientX - left);
          if (clientX !== shown) seekTo(clientX - left);
          shown = clientX;
        },
        end() {
          fingers.delete(event.pointerId);
          if (fingers.size > 0) return;
          trim.held.set(undefined);
          if (wasPlaying) playback.toggle();
        },
      });
    },
  };

  function pinch(before: Spread, now: Spread, left: number): void {
    if (before.apart < 10 || now.apart < 10) return;
    const { view, width } = trim;
    const atMs = msAt(before.middle - left, view.now, width.now);
    const near = zoomAt(view.now, now.apart / before.apart, atMs, durationMs);
    const moved = ((before.middle - now.middle) / width.now) * near.spanMs;
    view.set(scrollTo(near, near.fromMs + moved, durationMs));
  }
}

interface Spread {
  apart: number;
  middle: number;
}

function spread(fingers: Map<number, number>): Spread {
  const [a = 0, b = a] = fingers.values();
  return { apart: Math.abs(a - b), middle: (a + b) / 2 };
}

interface Follower {
  /** Once a frame, also where it stands still: at an edge the timeline scrolls under it. */
  move(event: PointerEvent): void;
  /** @param isKept false: given up with Escape, or taken away by the browser */
  end(isKept: boolean): void;
}

/** Follows a pointer until it is released. */
function follow(start: PointerEvent, { move, end }: Follower): void {
  const element = start.currentTarget as HTMLElement;
  const listening = new AbortController();
  const { signal } = listening;
  let newest = start;
  let frame = requestAnimationFrame(function look() {
    move(newest);
    frame = requestAnimationFrame(look);
  });
  const finish = (isKept: boolean) => {
    if (signal.aborted) return;
    listening.abort();
    cancelAnimationFrame(frame);
    if (isKept) move(newest);
    end(isKept);
  };
  const isIt = ({ pointerId }: PointerEvent) => pointerId === start.pointerId;
  element.setPointerCapture(start.pointerId);
  element.addEventListener('pointermove', (event) => isIt(event) && (newest = event), { signal });
  element.addEventListener(
    'pointerup',
    (event) => {
      if (!isIt(event)) return;
      newest = event;
      finish(true);
    },
    { signal },
  );
  element.addEventListener('pointercancel', (event) => isIt(event) && finish(false), { signal });
  element.addEventListener('lostpointercapture', (event) => isIt(event) && finish(true), {
    signal,
  });
  addEventListener('keydown', ({ key }) => key === 'Escape' && finish(false), { signal });
}
