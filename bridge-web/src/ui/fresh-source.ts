/** A clip in a bucket is led to by an address that is good for a quarter of an hour. Less, to be on the safe side, ms. */
const GOOD_MS = 10 * 60_000;
/** What comes later than that does not come, ms. */
const PATIENCE_MS = 2000;

/**
 * Browsers ask on and on at the address that they were led to, also when it is good no more, and stand still. Then the
 * video is begun anew by its own address, where it was.
 * @returns a function that ends this
 */
export function keepFresh(video: HTMLVideoElement): () => void {
  const ending = new AbortController();
  let ledAtMs = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOld = () => Date.now() - ledAtMs > GOOD_MS;
  const isWaiting = () =>
    video.seeking || (!video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);

  function renew(): void {
    const { currentTime, paused, playbackRate } = video;
    ledAtMs = Date.now();
    video.load();
    video.currentTime = currentTime;
    video.playbackRate = playbackRate;
    // Somebody may stop it at once.
    if (!paused) video.play().catch(() => {});
  }

  function look(): void {
    clearTimeout(timer);
    if (isOld()) timer = setTimeout(() => isWaiting() && renew(), PATIENCE_MS);
  }

  function onError(event: Event): void {
    if (!isOld()) return;
    // It is not told to anybody yet: it may well go on.
    event.stopImmediatePropagation();
    renew();
  }

  const { signal } = ending;
  for (const type of ['seeking', 'waiting', 'play']) video.addEventListener(type, look, { signal });
  video.addEventListener('error', onError, { signal, capture: true });
  return () => {
    clearTimeout(timer);
    ending.abort();
  };
}
