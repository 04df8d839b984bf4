export interface Seeker {
  /** @param again also where it stands already */
  seek(seconds: number, how?: { again: boolean }): void;
  /** A seek isn't done yet, so what is shown isn't what was asked for last. */
  busy(): boolean;
  close(): void;
}

/** What is asked of a media element here. */
export type Seekable = Pick<
  HTMLMediaElement,
  'currentTime' | 'seeking' | 'addEventListener' | 'removeEventListener'
>;

/** One seek at a time, and then the newest of those asked for meanwhile: a queue of them would never catch up. */
export function createSeeker(media: Seekable): Seeker {
  let wanted: number | undefined;
  let isForced = false;
  const goOn = () => {
    if (wanted === undefined || media.seeking) return;
    const seconds = wanted;
    wanted = undefined;
    const isThere = Math.abs(media.currentTime - seconds) < 1e-4;
    if (isForced || !isThere) media.currentTime = seconds;
    isForced = false;
  };
  media.addEventListener('seeked', goOn);
  return {
    seek(seconds, { again } = { again: false }) {
      wanted = seconds;
      isForced ||= again;
      goOn();
    },
    busy: () => wanted !== undefined || media.seeking,
    close: () => media.removeEventListener('seeked', goOn),
  };
}
