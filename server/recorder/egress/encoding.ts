import { AudioCodec, EncodingOptions, VideoCodec } from 'livekit-server-sdk';
import type { SharedPicture } from '../recorder.ts';

/** What Egress may spend on one share; from the configuration. */
export interface EncodingBounds {
  maxHeight: number;
  maxFps: number;
  minKbps: number;
  maxKbps: number;
}

/** H.264 of a moving screen is good at this: 3000 kbit/s for 720p30. */
const BITS_PER_PIXEL = 0.1085;
/** Half as many bits again for each doubling of the rate: neighbouring frames differ less. */
const RATE_EXPONENT = 0.585;
/** Encoding again what was encoded already loses a little; more than this gains nothing. */
const OVER_THE_SENDERS = 1.2;

/**
 * How a share is encoded again: never larger or faster than it is sent, nor than configured; bits by its pixels
 * and its motion, for which its rate and what the sender spends stand.
 */
export function encodingFor(picture: SharedPicture, bounds: EncodingBounds): EncodingOptions {
  const { width, height } = fit(picture, bounds.maxHeight);
  const framerate = Math.min(picture.fps, bounds.maxFps);
  const by30 = width * height * 30 * BITS_PER_PIXEL;
  const wanted = (by30 * (framerate / 30) ** RATE_EXPONENT) / 1000;
  const sent = picture.bitsPerS === null ? wanted : (picture.bitsPerS * OVER_THE_SENDERS) / 1000;
  const kbps = Math.min(wanted, sent);
  return new EncodingOptions({
    width,
    height,
    framerate,
    videoCodec: VideoCodec.H264_MAIN,
    videoBitrate: Math.round(Math.min(Math.max(kbps, bounds.minKbps), bounds.maxKbps)),
    audioCodec: AudioCodec.AAC,
    audioBitrate: 128,
    audioFrequency: 48_000,
  });
}

/** Whole and even, as H.264 wants it, in the sender's own shape. Before LiveKit knows the size: 16:9. */
function fit({ width, height }: SharedPicture, maxHeight: number) {
  const known = width > 0 && height > 0 ? { width, height } : { width: 1280, height: 720 };
  // By its shorter side, so that a phone's upright screen is "720p" too; very long ones by their pixels.
  const pixels = (maxHeight * maxHeight * 16) / 9;
  const byPixels = Math.sqrt(pixels / (known.width * known.height));
  const limit = Math.min(1, maxHeight / Math.min(known.width, known.height), byPixels);
  const even = (side: number) => Math.max(2, Math.round((side * limit) / 2) * 2);
  return { width: even(known.width), height: even(known.height) };
}
