import type { Seekable, Seeker } from './seeker.ts';

/** Sees to it that what was sought last is what is shown in the end. */
export interface Settling {
  /** @param seconds where the media should stand */
  want(seconds: number): void;
  /** It plays, or goes elsewhere by itself. */
  release(): void;
  close(): void;
}

/** What is asked of a video element here; the callback tells each picture that is shown, where browsers have it. */
export type Shown = Seekable &
  Pick<HTMLMediaElement, 'buffered'> &
  Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>>;

/** From one look to the next, ms. */
const LOOK_MS = 150;
/** A place that can't be reached is sought so often, then left. */
const MOST_TRIES = 20;
/** So far off is the place itself, s. */
const SAME = 2e-3;

/**
 * Where nothing was loaded yet, a player may jump over the hole to what is, and a browser takes a picture of the next
 * segment for near enough: then it is sought again, until it is right.
 * @param isRight whether a picture that begins at `shown` is the one to be seen at `wanted`, s
 */
export function createSettling(
  video: Shown,
  seeker: Seeker,
  isRight: (shown: number, wanted: number) => boolean,
): Settling {
  let wanted: number | undefined;
  let shown: number | undefined;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let callback = 0;

  const see = () => {
    callback =
      video.requestVideoFrameCallback?.((_, { mediaTime }) => {
        shown = mediaTime;
        see();
      }) ?? 0;
  };
  const again = () => {
    if (wanted === undefined || tries++ >= MOST_TRIES) return;
    seeker.seek(wanted, { again: true });
    timer = setTimeout(look, LOOK_MS);
  };
  const look = () => {
    if (wanted === undefined) return;
    const isElsewhere = Math.abs(video.currentTime - wanted) > SAME;
    const isWrong = shown !== undefined && isBuffered(video, wanted) && !isRight(shown, wanted);
    if (seeker.busy() || !isBuffered(video, wanted)) {
      if (isElsewhere && !seeker.busy()) return again();
      timer = setTimeout(look, LOOK_MS);
    } else if (isElsewhere || isWrong) again();
  };
  see();

  return {
    want(seconds) {
      wanted = seconds;
      tries = 0;
      clearTimeout(timer);
      timer = setTimeout(look, LOOK_MS);
    },
    release() {
      wanted = undefined;
      clearTimeout(timer);
    },
    close() {
      clearTimeout(timer);
      video.cancelVideoFrameCallback?.(callback);
    },
  };
}

/** Whether the media has what is seen at that moment, s. */
export function isBuffered({ buffered }: Pick<HTMLMediaElement, 'buffered'>, seconds: number) {
  for (let i = 0; i < buffered.length; i++) {
    if (seconds >= buffered.start(i) && seconds < buffered.end(i)) return true;
  }
  return false;
}
