import { captureOptions, type Quality } from './quality.ts';

/** What of the browser decides whether it can share. */
export interface Surroundings {
  isSecureContext: boolean;
  getDisplayMedia: boolean;
  h264: boolean;
  /** Address of this page, with its link. */
  url: URL;
}

export interface Obstacle {
  title: string;
  text: string;
  /** Where it would work. */
  url?: string;
}

/** @returns why this browser can't share from here, for a person; undefined when it can */
export function obstacle({
  isSecureContext,
  getDisplayMedia,
  h264,
  url,
}: Surroundings): Obstacle | undefined {
  if (!isSecureContext) {
    const local = new URL(url);
    local.hostname = 'localhost';
    // Without a port there is a proxy in front, and Hindsight itself listens somewhere else.
    const direct = url.port !== '';
    return {
      title: 'This address isn’t secure',
      text:
        `Browsers share a screen only from HTTPS or from localhost, and this page came from ${url.origin}. ` +
        'Whoever runs Hindsight has to serve it over HTTPS and set PUBLIC_URL to that address; then /replay ' +
        `start gives a link that works.${direct ? ' On the computer that Hindsight runs on, this works now:' : ''}`,
      url: direct ? local.href : undefined,
    };
  }
  if (!getDisplayMedia) {
    return {
      title: 'This browser can’t share a screen',
      text:
        'Phones and tablets don’t let web pages see the screen. Open your link on a computer, in a current ' +
        'Chrome, Edge, Firefox or Safari: it hasn’t been used up yet.',
    };
  }
  if (!h264) {
    return {
      title: 'This browser can’t record H.264',
      text:
        'Hindsight keeps the picture as H.264 video, and this browser has no encoder for it. Open your link ' +
        'in a current Chrome, Edge, Firefox or Safari: it hasn’t been used up yet.',
    };
  }
  return undefined;
}

export function surroundings(): Surroundings {
  const codecs = globalThis.RTCRtpSender?.getCapabilities('video')?.codecs ?? [];
  return {
    isSecureContext: globalThis.isSecureContext,
    getDisplayMedia: typeof navigator.mediaDevices?.getDisplayMedia === 'function',
    h264: codecs.some(({ mimeType }) => mimeType.toLowerCase() === 'video/h264'),
    url: new URL(location.href),
  };
}

/** Only Chromium gives sound along with a screen. */
export function canShareSound(userAgent: string): boolean {
  return /(Chrome|Chromium)\//.test(userAgent);
}

/** The tracks of one screen share, alive until they are stopped. */
export interface Capture {
  video: MediaStreamTrack;
  audio: MediaStreamTrack | null;
  /** Stops both; neither says 'ended' then. */
  stop(): void;
}

/**
 * Opens the browser's picker. Has to be called straight from a click.
 * @throws DOMException; `captureTrouble` has the words
 */
export async function captureScreen(quality: Quality): Promise<Capture> {
  const stream = await navigator.mediaDevices.getDisplayMedia(captureOptions(quality));
  const video = stream.getVideoTracks()[0];
  if (!video) throw new DOMException('no picture', 'NotFoundError');
  // Otherwise the encoder keeps text sharp and drops frames.
  video.contentHint = 'motion';
  const audio = stream.getAudioTracks()[0] ?? null;
  if (audio) audio.contentHint = 'music';
  return {
    video,
    audio,
    stop() {
      for (const track of stream.getTracks()) track.stop();
    },
  };
}

const TROUBLES: Record<string, string> = {
  NotAllowedError:
    'Nothing is shared: the browser’s question was closed, or sharing isn’t allowed. To share, choose ' +
    '“Share screen” again and pick a screen, window or tab. On a Mac the browser also needs System Settings › ' +
    'Privacy & Security › Screen Recording.',
  NotFoundError: 'The browser found no screen, window or tab that could be shared.',
  NotReadableError:
    'The system didn’t let the browser see that screen or window; another program may be using it. Close it, ' +
    'or pick something else.',
  OverconstrainedError:
    'That screen can’t be captured at this quality. Choose another one and try again.',
  AbortError: 'The capture broke off before it began. Try again.',
  InvalidStateError:
    'Click into this page and press “Share screen” again: browsers start sharing only from a click.',
};

/** @param error what captureScreen threw */
export function captureTrouble(error: unknown): string {
  const { name = '', message = '' } = Object(error) as Partial<Error>;
  return TROUBLES[name] ?? `The screen can’t be captured: ${message || name || String(error)}.`;
}
