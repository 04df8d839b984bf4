import { indexAt } from './epoch.ts';
import { lengthOfPicture, pictureAt, stepPictures } from './pictures.ts';
import { createSeeker } from './seeker.ts';
import type { Handle } from './selection.ts';
import { createSettling, isBuffered } from './settle.ts';
import type { Trim } from './trim.ts';
import { createWatched, type Watched } from './watched.ts';

/** Plays the preview; all times are media ms. */
export interface Playback {
  playing: Watched<boolean>;
  /** Whether the end of the selection leads back to its beginning. */
  loop: Watched<boolean>;
  toggle(): void;
  pause(): void;
  seek(ms: number): void;
  /** By so many pictures. */
  step(pictures: number): void;
  skip(ms: number): void;
  /** The first or the last picture of the selection, and the playhead stays where it is. */
  show(handle: Handle): void;
  /** The same, and the playhead goes there. */
  goTo(handle: Handle): void;
  /** A segment came. */
  loaded(index: number): void;
  close(): void;
}

/** More than that between two looks was no playing but a jump, ms. */
const JUMP_MS = 1000;

export function createPlayback(video: HTMLVideoElement, trim: Trim): Playback {
  const { durationMs, frameMs } = trim.extent;
  const { selection, playheadMs, held } = trim;
  const playing = createWatched(false);
  const loop = createWatched(true);
  const seeker = createSeeker(video);
  // Each segment begins with a picture: one of another segment is never right.
  const settling = createSettling(video, seeker, (shown, wanted) => {
    const { segments } = trim.preview;
    const startMs = segments[indexAt(segments, wanted * 1000)]?.startMs ?? 0;
    return shown <= wanted + 1e-3 && shown * 1000 >= startMs - 1;
  });
  let frame = 0;
  /** Where it was to go before it was loaded, s. */
  let awaited: number | undefined;

  const { extent } = trim;
  const lastMs = stepPictures(durationMs, -1, extent);
  // To its middle: at its beginning, rounding shows the one before.
  const show = (ms: number) => {
    const at = Math.min(ms, lastMs);
    const seconds = (at + lengthOfPicture(at, extent) / 2) / 1000;
    awaited = isBuffered(video, seconds) ? undefined : seconds;
    seeker.seek(seconds);
    settling.want(seconds);
  };
  const seek = (ms: number) => {
    const at = Math.min(lastMs, pictureAt(Math.max(0, ms), extent));
    playheadMs.set(at);
    show(at);
  };
  const outermost = (handle: Handle) =>
    handle === 'from' ? selection.now.fromMs : stepPictures(selection.now.toMs, -1, extent);

  const look = () => {
    if (video.paused || held.now || seeker.busy()) return;
    const before = playheadMs.now;
    const now = pictureAt(video.currentTime * 1000, extent);
    const { fromMs, toMs } = selection.now;
    const passed = before < toMs && now >= toMs - frameMs / 4 && now - before < JUMP_MS;
    if (loop.now && passed) return seek(fromMs);
    playheadMs.set(Math.min(now, lastMs));
  };
  const tick = () => {
    look();
    frame = requestAnimationFrame(tick);
  };
  const play = () => void video.play().catch(() => undefined);
  const on = (name: string, listener: () => void) => {
    video.addEventListener(name, listener);
    return () => video.removeEventListener(name, listener);
  };
  const ends = [
    on('play', () => {
      playing.set(true);
      settling.release();
      cancelAnimationFrame(frame);
      tick();
    }),
    on('pause', () => {
      playing.set(false);
      cancelAnimationFrame(frame);
    }),
    // Frames come in the foreground only.
    on('timeupdate', look),
    on('ended', () => {
      if (!loop.now || selection.now.toMs < lastMs) return;
      seek(selection.now.fromMs);
      play();
    }),
  ];

  return {
    ...{ playing, loop, seek },
    pause: () => video.pause(),
    toggle() {
      if (!video.paused) return video.pause();
      const isAtItsEnd = Math.abs(playheadMs.now + frameMs - selection.now.toMs) <= frameMs;
      if ((loop.now && isAtItsEnd) || video.ended) seek(selection.now.fromMs);
      play();
    },
    step(pictures) {
      video.pause();
      seek(stepPictures(playheadMs.now, pictures, extent));
    },
    skip: (ms) => seek(playheadMs.now + ms),
    show: (handle) => show(outermost(handle)),
    goTo: (handle) => seek(outermost(handle)),
    loaded(index) {
      if (awaited === undefined || indexAt(trim.preview.segments, awaited * 1000) !== index) return;
      const seconds = awaited;
      awaited = undefined;
      // Where pictures are far apart, browsers take one of the next segment for near enough, and show that.
      seeker.seek(seconds, { again: true });
    },
    close() {
      cancelAnimationFrame(frame);
      for (const end of ends) end();
      settling.close();
      seeker.close();
    },
  };
}
