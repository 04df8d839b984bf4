/** How large and how smooth; rates in frames/s and bit/s. */
export interface Quality {
  id: string;
  width: number;
  height: number;
  frameRate: number;
  maxBitrate: number;
}

export const QUALITIES = [
  quality('720p30', 1280, 720, 30, 2_500_000),
  quality('1080p30', 1920, 1080, 30, 5_000_000),
  quality('1080p60', 1920, 1080, 60, 8_000_000),
] as const;

/** What is on the screen: a game or a film, or something to read. */
export const CONTENTS = ['motion', 'text'] as const;

/** What the browser's picker offers first. */
export const SOURCES = ['any', 'monitor', 'window', 'browser'] as const;

/** What the sharer chooses before sharing. */
export interface Choice {
  quality: Quality;
  content: (typeof CONTENTS)[number];
  source: (typeof SOURCES)[number];
}

const KEYS = {
  quality: 'hindsight.quality',
  content: 'hindsight.content',
  source: 'hindsight.source',
};

/** @returns what was chosen last; 720p30 of something that moves, from anywhere, where nothing is known */
export function readChoice(storage: Pick<Storage, 'getItem'>): Choice {
  const stored = (name: keyof typeof KEYS) => storage.getItem(KEYS[name]);
  return {
    quality: QUALITIES.find(({ id }) => id === stored('quality')) ?? QUALITIES[0],
    content: CONTENTS.find((content) => content === stored('content')) ?? CONTENTS[0],
    source: SOURCES.find((source) => source === stored('source')) ?? SOURCES[0],
  };
}

export function rememberChoice(storage: Pick<Storage, 'setItem'>, choice: Choice): void {
  storage.setItem(KEYS.quality, choice.quality.id);
  storage.setItem(KEYS.content, choice.content);
  storage.setItem(KEYS.source, choice.source);
}

/** How the picture is encoded; bit/s and frames/s. */
export interface Encoding {
  contentHint: 'motion' | 'detail';
  maxBitrate: number;
  maxFramerate: number;
  degradationPreference: RTCDegradationPreference;
}

export function encodingOf({ quality: { maxBitrate, frameRate }, content }: Choice): Encoding {
  return {
    // With "detail" the encoder keeps text sharp and drops frames instead.
    contentHint: content === 'text' ? 'detail' : 'motion',
    // What is read stands still most of the time.
    maxBitrate: content === 'text' ? maxBitrate * 0.6 : maxBitrate,
    maxFramerate: frameRate,
    // Also in motion: where the size changes, a clip has to be encoded again to have one.
    degradationPreference: 'maintain-resolution',
  };
}

/** Options of getDisplayMedia beyond the DOM library's own: Chromium's hints for its picker. */
export interface CaptureOptions extends DisplayMediaStreamOptions {
  systemAudio: 'include';
  surfaceSwitching: 'include';
  selfBrowserSurface: 'exclude';
}

export function captureOptions({ quality, source }: Choice): CaptureOptions {
  const { width, height, frameRate } = quality;
  return {
    // Larger screens are scaled down to this, smaller windows stay as they are.
    video: {
      width: { max: width },
      height: { max: height },
      frameRate: { ideal: frameRate, max: frameRate },
      // Only what is shown first: everything else can still be picked.
      ...(source !== 'any' && { displaySurface: source }),
    },
    // What a game plays isn't speech: every "improvement" for calls has to be off.
    audio: {
      channelCount: 2,
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    },
    systemAudio: 'include',
    surfaceSwitching: 'include',
    selfBrowserSurface: 'exclude',
  };
}

function quality(
  id: string,
  width: number,
  height: number,
  frameRate: number,
  maxBitrate: number,
): Quality {
  return { id, width, height, frameRate, maxBitrate };
}
