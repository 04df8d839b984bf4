import { nearestPicture } from './pictures.ts';
import type { Playback } from './playback.ts';
import { type Handle, keyStep } from './selection.ts';
import { say } from './texts.ts';
import { formatTime } from './times.ts';
import type { Trim } from './trim.ts';
import { useWatched } from './watched.ts';

/** How often what is said of a position follows it while it moves, ms. */
const SAID_MS = 150;

interface Props {
  trim: Trim;
  playback: Playback;
  onGrab(event: PointerEvent): void;
}

/** One end of the selection. */
export function HandleSlider({ handle, trim, playback, onGrab }: Props & { handle: Handle }) {
  const selection = useWatched(trim.selection, SAID_MS);
  const { durationMs } = trim.extent;
  const ms = handle === 'from' ? selection.fromMs : selection.toMs;
  const onKeyDown = (event: KeyboardEvent) => {
    const now = trim.selection.now[`${handle}Ms`];
    const to = keyStep(event, now, { fromMs: 0, toMs: durationMs }, trim.extent);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    trim.move(handle, to);
    trim.reveal(trim.selection.now[`${handle}Ms`]);
    playback.pause();
    playback.goTo(handle);
  };
  return (
    <div
      class={`handle ${handle}`}
      role="slider"
      tabIndex={0}
      aria-label={handle === 'from' ? say.start : say.end}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={formatTime(ms)}
      onFocus={() => trim.reveal(trim.selection.now[`${handle}Ms`])}
      onKeyDown={onKeyDown}
      onPointerDown={leftButton(onGrab)}
    />
  );
}

/** The picture that is shown. */
export function Playhead({ trim, playback, onGrab }: Props) {
  const ms = useWatched(trim.playheadMs, SAID_MS);
  const { durationMs } = trim.extent;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = keyStep(event, trim.playheadMs.now, { fromMs: 0, toMs: durationMs }, trim.extent);
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    playback.pause();
    playback.seek(nearestPicture(to, trim.extent));
    trim.reveal(trim.playheadMs.now);
  };
  return (
    <div
      class="playhead"
      role="slider"
      tabIndex={0}
      aria-label={say.playhead}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={formatTime(ms)}
      onFocus={() => trim.reveal(trim.playheadMs.now)}
      onKeyDown={onKeyDown}
      onPointerDown={leftButton(onGrab)}
    />
  );
}

/** Only the first button of a mouse; fingers and pens have no other. The keyboard comes along. */
export function leftButton(grab: (event: PointerEvent) => void) {
  return (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).focus({ preventScroll: true });
    grab(event);
  };
}
