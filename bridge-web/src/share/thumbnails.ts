/** A picture of what was shared; `atMs` on this computer's clock, ms since the epoch. */
export interface Picture {
  atMs: number;
  /** A JPEG as a data: URL of some 4 kB. */
  url: string;
}

const WIDTH = 160;
const HEIGHT = 90;
const EVERY_MS = 10_000;
/** Never more than this in memory, however long the window is. */
const MOST = 120;

/** Small pictures from the page's own capture, in memory only, as long as the window is. */
export class Thumbnails {
  readonly #windowMs: number;
  readonly #changed: () => void;
  pictures: Picture[] = [];

  constructor(windowMs: number, changed: () => void) {
    this.#windowMs = windowMs;
    this.#changed = changed;
  }

  /** @returns ends it; the pictures stay */
  watch(track: MediaStreamTrack): () => void {
    let video: HTMLVideoElement | undefined;
    const end = () => {
      if (video) video.srcObject = null;
      video = undefined;
    };
    // Only for a moment each time: one that plays on would cost as much as what is shared.
    const look = () => {
      end();
      const one = document.createElement('video');
      one.muted = true;
      one.addEventListener('loadeddata', () => {
        this.#take(one);
        if (one === video) end();
      });
      one.srcObject = new MediaStream([track]);
      one.play().catch(() => {
        // Ended before it began.
      });
      video = one;
    };
    look();
    const timer = setInterval(look, Math.max(EVERY_MS, this.#windowMs / MOST));
    return () => {
      clearInterval(timer);
      end();
    };
  }

  #take(video: HTMLVideoElement): void {
    const { videoWidth, videoHeight } = video;
    const nowMs = Date.now();
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    if (!videoWidth || !videoHeight || !context) return;
    const scale = Math.min(WIDTH / videoWidth, HEIGHT / videoHeight);
    canvas.width = Math.max(1, Math.round(videoWidth * scale));
    canvas.height = Math.max(1, Math.round(videoHeight * scale));
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = { atMs: nowMs, url: canvas.toDataURL('image/jpeg', 0.6) };
    const kept = this.pictures.filter(({ atMs }) => atMs > nowMs - this.#windowMs);
    this.pictures = [...kept, picture].slice(-MOST);
    this.#changed();
  }
}
