import { Encryption_Type, type TrackInfo } from '@livekit/protocol';
import { en } from '../../words/en.ts';

/** @returns why this share can't be recorded, in words for the sharer; null when it can */
export function whyNot(track: TrackInfo): string | null {
  if (track.encryption !== Encryption_Type.NONE) {
    return en.faults.encrypted;
  }
  return whyNotCodec(track.mimeType);
}

/** The same for the codec alone, such as `video/VP9`; an empty one is not known yet. */
export function whyNotCodec(mimeType: string): string | null {
  if (mimeType === '' || isH264(mimeType) || isVp8(mimeType)) return null;
  const codec = mimeType.replace(/^video\//i, '');
  return en.faults.codec(codec);
}

/** It can't be copied into a segment. */
export const isVp8 = (mimeType: string): boolean => mimeType.toLowerCase() === 'video/vp8';

const isH264 = (mimeType: string): boolean => mimeType.toLowerCase() === 'video/h264';
