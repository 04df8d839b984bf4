import { renderAudio } from './audio.ts';
import { type FitOptions, fitClip } from './fit.ts';
import { renderGif } from './gif.ts';
import type { ClipOrder } from './order.ts';

export type Format = NonNullable<ClipOrder['format']>;

/** A file of a clip that can be posted somewhere. */
export interface Rendition {
  file: string;
  bytes: number;
  /** Less than was recorded, so that it fits. */
  reencoded?: boolean;
  /** Of pictures. */
  width?: number;
  height?: number;
}

/** What an order's file is called at its end. */
export const EXTENSIONS: Record<Format, string> = { mp4: 'mp4', gif: 'gif', audio: 'm4a' };

/** How a finished clip becomes what is posted, each of at most `maxBytes`. */
export const RENDERERS: Record<Format, (options: FitOptions) => Promise<Rendition>> = {
  mp4: fitClip,
  gif: renderGif,
  audio: renderAudio,
};
