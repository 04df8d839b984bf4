import {
  AudioCodec,
  type EncodingOptions,
  EncodingOptionsPreset,
  type TrackCompositeEgressRequest,
} from 'livekit-server-sdk';

export interface Encoding {
  width: number;
  height: number;
  fps: number;
  videoKbps: number;
  audioKbps: number;
  audioHz: number;
  audioCodec: 'aac' | 'libopus';
}

const AUDIO = { audioKbps: 128, audioHz: 44_100, audioCodec: 'aac' } as const;
type Preset = [width: number, height: number, fps: number, kbps: number];

const DEFAULT: Preset = [1280, 720, 30, 3000];
const P = EncodingOptionsPreset;
const PRESETS: Partial<Record<EncodingOptionsPreset, Preset>> = {
  [P.H264_720P_30]: DEFAULT,
  [P.H264_720P_60]: [1280, 720, 60, 4500],
  [P.H264_1080P_30]: [1920, 1080, 30, 4500],
  [P.H264_1080P_60]: [1920, 1080, 60, 6000],
  [P.PORTRAIT_H264_720P_30]: [720, 1280, 30, 3000],
  [P.PORTRAIT_H264_720P_60]: [720, 1280, 60, 4500],
  [P.PORTRAIT_H264_1080P_30]: [1080, 1920, 30, 4500],
  [P.PORTRAIT_H264_1080P_60]: [1080, 1920, 60, 6000],
};

/** What was asked for; keyFrameInterval has no meaning beside segments. */
export function encodingOf({ options }: TrackCompositeEgressRequest): Encoding {
  if (options.case === 'advanced') return advanced(options.value);
  const [width, height, fps, videoKbps] = PRESETS[options.value ?? P.H264_720P_30] ?? DEFAULT;
  return { width, height, fps, videoKbps, ...AUDIO };
}

function advanced(asked: EncodingOptions): Encoding {
  const opus = asked.audioCodec === AudioCodec.OPUS;
  return {
    width: asked.width || 1920,
    height: asked.height || 1080,
    fps: asked.framerate || 30,
    videoKbps: asked.videoBitrate || 4500,
    audioKbps: asked.audioBitrate || AUDIO.audioKbps,
    // Opus knows no 44.1 kHz.
    audioHz: opus ? 48_000 : asked.audioFrequency || AUDIO.audioHz,
    audioCodec: opus ? 'libopus' : 'aac',
  };
}
