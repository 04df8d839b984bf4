import { Writable } from 'node:stream';
import type { InputKind } from './input-kinds.ts';
import { type FfmpegRun, runFfmpeg } from './render.ts';

export interface PicturesRequest extends Pick<FfmpegRun, 'ffmpegPath' | 'signal' | 'timeoutMs'> {
  file: string;
  kind: InputKind;
  /** Before the file. */
  options?: string[];
  /** Which pictures; all when left out. */
  filter?: string;
  /** What they are scaled to, pixels. */
  width: number;
  height: number;
}

/**
 * Shows `onPicture` the pictures of a file, one after the other: their luma, one byte a pixel, in a buffer that is
 * used again.
 * @throws FfmpegFailed, also when onPicture threw; the signal's reason
 */
export async function readPictures(
  { ffmpegPath, signal, timeoutMs, file, kind, options, filter, width, height }: PicturesRequest,
  onPicture: (luma: Buffer) => void,
): Promise<void> {
  const luma = Buffer.alloc(width * height);
  let filled = 0;
  const take = (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(luma, filled, at);
      at += copied;
      filled += copied;
      if (filled < luma.length) continue;
      onPicture(luma);
      filled = 0;
    }
  };
  const pictures = new Writable({
    // fluent-ffmpeg takes a closed stream for a reader who went away, and ends ffmpeg.
    emitClose: false,
    write(chunk: Buffer, _encoding, done) {
      try {
        take(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const filters = [...(filter ? [filter] : []), `scale=${width}:${height}:flags=area`];
  await runFfmpeg({
    ...{ ffmpegPath, signal, ...(timeoutMs && { timeoutMs }) },
    input: { file, kind, ...(options && { options }) },
    output: {
      file: pictures,
      options: [
        ...['-map', '0:v:0', '-vf', filters.join(), '-fps_mode', 'passthrough'],
        ...['-pix_fmt', 'gray', '-f', 'rawvideo'],
      ],
    },
  });
}
