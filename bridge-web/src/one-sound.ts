let watching = false;

/** Whatever begins to play ends what plays, on this page and on all others of this browser. */
export function neverTwoSounds(): void {
  if (watching) return;
  watching = true;
  const others = new BroadcastChannel('hindsight.sound');
  const heard = ({ target }: Event) => {
    if (!(target instanceof HTMLMediaElement) || target.paused || isSilent(target)) return;
    pauseAll(target);
    others.postMessage('plays');
  };
  // Neither bubbles, so they are caught on their way down.
  addEventListener('play', heard, { capture: true });
  addEventListener('volumechange', heard, { capture: true });
  // A channel does not hear itself.
  others.addEventListener('message', () => pauseAll());
}

/** What is silent (a preview of one's own screen, a clip under the pointer) may go on. */
function pauseAll(except?: HTMLMediaElement): void {
  for (const media of document.querySelectorAll<HTMLMediaElement>('video, audio')) {
    if (media !== except && !isSilent(media)) media.pause();
  }
}

const isSilent = ({ muted, volume }: HTMLMediaElement) => muted || volume === 0;
