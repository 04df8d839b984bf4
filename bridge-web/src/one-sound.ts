/** Whatever begins to play ends what plays, on this page and on all others of this browser. */
export function neverTwoSounds(): void {
  const others = new BroadcastChannel('hindsight.sound');
  const me = crypto.randomUUID();
  // Playing does not bubble, so it is caught on its way down.
  addEventListener(
    'play',
    ({ target }) => {
      if (!(target instanceof HTMLMediaElement) || target.muted) return;
      pauseAll(target);
      others.postMessage(me);
    },
    { capture: true },
  );
  others.addEventListener('message', ({ data }) => {
    if (data !== me) pauseAll();
  });
}

/** What is silent (a preview of one's own screen, a clip under the pointer) may go on. */
function pauseAll(except?: HTMLMediaElement): void {
  for (const media of document.querySelectorAll<HTMLMediaElement>('video, audio')) {
    if (media !== except && !media.muted) media.pause();
  }
}
