import { Encryption_Type, type TrackInfo } from '@livekit/protocol';

/** @returns why this share can't be recorded, in words for the sharer; null when it can */
export function whyNot(track: TrackInfo): string | null {
  if (track.encryption !== Encryption_Type.NONE) {
    return 'Your screen share is end-to-end encrypted, so nobody can record it. Switch encryption off and share again.';
  }
  return whyNotCodec(track.mimeType);
}

/** The same for the codec alone, such as `video/VP9`; an empty one is not known yet. */
export function whyNotCodec(mimeType: string): string | null {
  if (mimeType === '' || isH264(mimeType) || isVp8(mimeType)) return null;
  const codec = mimeType.replace(/^video\//i, '');
  return `Your browser sends ${codec}, and only H.264 and VP8 can be recorded. Share again from the share page with an up-to-date Chrome or Edge.`;
}

/** It can't be copied into a segment. */
export const isVp8 = (mimeType: string): boolean => mimeType.toLowerCase() === 'video/vp8';

const isH264 = (mimeType: string): boolean => mimeType.toLowerCase() === 'video/h264';
