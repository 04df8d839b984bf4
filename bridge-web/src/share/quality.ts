/** What the sharer chooses; rates in frames/s and bit/s. */
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
  quality('720p60', 1280, 720, 60, 4_000_000),
  quality('1080p60', 1920, 1080, 60, 8_000_000),
] as const;

/** @param id what was chosen last; unknown or null gives 720p30 */
export function qualityOf(id: string | null | undefined): Quality {
  return QUALITIES.find((quality) => quality.id === id) ?? QUALITIES[0];
}

/** Options of getDisplayMedia beyond the DOM library's own: Chromium's hints for its picker. */
export interface CaptureOptions extends DisplayMediaStreamOptions {
  systemAudio: 'include';
  surfaceSwitching: 'include';
  selfBrowserSurface: 'exclude';
}

export function captureOptions({ width, height, frameRate }: Quality): CaptureOptions {
  return {
    // Larger screens are scaled down to this, smaller windows stay as they are.
    video: {
      width: { max: width },
      height: { max: height },
      frameRate: { ideal: frameRate, max: frameRate },
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
