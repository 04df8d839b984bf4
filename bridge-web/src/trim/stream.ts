import workerPath from 'hls.js/dist/hls.worker.js?url';

export interface Stream {
  /** While one looks for a place, what follows it isn't loaded: the next place is elsewhere. */
  readAhead(wanted: boolean): void;
  /** Goes on after the server was away. */
  recover(): void;
  close(): void;
}

export interface StreamListener {
  /** @param index of a segment that can be played now */
  loaded(index: number): void;
  /** The video can't be loaded just now; it is tried again. */
  away(): void;
  /** It is there again. */
  back(): void;
  /** This browser can't play it at all. */
  unplayable(): void;
}

const NATIVE = 'application/vnd.apple.mpegurl';
const AGAIN_MS = 3000;
/** How much is loaded in advance, s. */
const AHEAD = { playing: 20, looking: 0.1 };

/**
 * Plays a playlist in a video element.
 * @param startMs where it begins, media ms
 */
export async function openStream(
  video: HTMLVideoElement,
  playlist: string,
  startMs: number,
  listener: StreamListener,
): Promise<Stream> {
  const { default: Hls } = await import('hls.js/light');
  if (!Hls.isSupported()) return openNative(video, playlist, startMs, listener);
  const hls = new Hls({
    // A file of this origin: segments are taken apart beside the page, so that dragging stays smooth.
    workerPath: new URL(workerPath, location.href).href,
    startPosition: startMs / 1000,
    maxBufferLength: AHEAD.playing,
    maxMaxBufferLength: AHEAD.playing,
    backBufferLength: 20,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let hasPlaylist = false;
  const again = () => {
    clearTimeout(timer);
    if (isClosed) return;
    if (hasPlaylist) hls.startLoad(video.currentTime);
    else hls.loadSource(playlist);
  };
  hls.on(Hls.Events.LEVEL_LOADED, () => {
    hasPlaylist = true;
    listener.back();
  });
  hls.on(Hls.Events.FRAG_LOADED, () => listener.back());
  hls.on(Hls.Events.FRAG_BUFFERED, (_, { frag }) => listener.loaded(Number(frag.sn)));
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.NETWORK_ERROR) {
      listener.away();
      clearTimeout(timer);
      timer = setTimeout(again, AGAIN_MS);
    } else if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else listener.unplayable();
  });
  hls.loadSource(playlist);
  hls.attachMedia(video);
  return {
    readAhead(wanted) {
      const seconds = wanted ? AHEAD.playing : AHEAD.looking;
      hls.config.maxBufferLength = seconds;
      hls.config.maxMaxBufferLength = seconds;
    },
    recover: again,
    close() {
      isClosed = true;
      clearTimeout(timer);
      hls.destroy();
    },
  };
}

/** Where there are no media sources, which is on older iPhones, the browser plays playlists itself. */
function openNative(
  video: HTMLVideoElement,
  playlist: string,
  startMs: number,
  listener: StreamListener,
): Stream {
  if (!video.canPlayType(NATIVE)) listener.unplayable();
  const load = (atMs: number) => {
    video.src = playlist;
    video.addEventListener('loadedmetadata', () => (video.currentTime = atMs / 1000), {
      once: true,
    });
  };
  const failed = () => listener.away();
  const playable = () => listener.back();
  video.addEventListener('error', failed);
  video.addEventListener('loadeddata', playable);
  load(startMs);
  return {
    // That is the browser's affair.
    readAhead: () => undefined,
    recover: () => load(video.currentTime * 1000),
    close() {
      video.removeEventListener('error', failed);
      video.removeEventListener('loadeddata', playable);
      video.removeAttribute('src');
      video.load();
    },
  };
}
