import { type Choice, captureOptions, encodingOf } from './quality.ts';
import { say } from './trouble-texts.ts';

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
      title: say.insecureTitle,
      text: `${say.insecure(url.origin)}${direct ? ` ${say.insecureLocally}` : ''}`,
      url: direct ? local.href : undefined,
    };
  }
  if (!getDisplayMedia) return { title: say.noCaptureTitle, text: say.noCapture };
  if (!h264) return { title: say.noH264Title, text: say.noH264 };
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
export async function captureScreen(choice: Choice): Promise<Capture> {
  const stream = await navigator.mediaDevices.getDisplayMedia(captureOptions(choice));
  const video = stream.getVideoTracks()[0];
  if (!video) throw new DOMException('no picture', 'NotFoundError');
  video.contentHint = encodingOf(choice).contentHint;
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
  NotAllowedError: say.notAllowed,
  NotFoundError: say.notFound,
  NotReadableError: say.notReadable,
  OverconstrainedError: say.overconstrained,
  AbortError: say.aborted,
  InvalidStateError: say.noClick,
};

/** @param error what captureScreen threw */
export function captureTrouble(error: unknown): string {
  const { name = '', message = '' } = Object(error) as Partial<Error>;
  return TROUBLES[name] ?? say.unknownTrouble(message || name || String(error));
}
