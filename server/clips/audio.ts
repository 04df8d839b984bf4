import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { AAC_IN_PLACE } from '../ffmpeg/filters.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { wholeFile } from '../whole-file.ts';
import { probeMp4 } from './media/probe.ts';

export interface AudioOptions {
  /** A finished clip. */
  file: string;
  /** What the destination takes. */
  maxBytes: number;
  /** `.m4a`; appears whole, by rename. */
  outFile: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
  /** 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

export interface AudioResult {
  file: string;
  bytes: number;
  /** Less than what was recorded was needed to fit. */
  reencoded: boolean;
}

/** Bit/s; below the last one, speech is hard to follow. */
const BITRATES = [128_000, 96_000, 64_000, 48_000, 32_000];
/** Mono sounds better than stereo there, bit/s. */
const MONO_UP_TO = 48_000;
/** The file is the frames, an index of 4 bytes for each, and what little stands around it, bytes. */
const INDEX_PART = 1.05;
const HEADER_BYTES = 4000;

/**
 * The sound of a clip alone, as it was recorded where that fits, else encoded again.
 * @returns a file of at most maxBytes
 * @throws UserError when the clip has no sound (422) or even the least bitrate is too much (413); FfmpegFailed; the
 *   signal's reason
 */
export async function renderAudio(options: AudioOptions): Promise<AudioResult> {
  const { file, maxBytes, outFile, onProgress } = options;
  const { audioCodec, audioBytes, durationMs } = await probeMp4(file);
  if (!audioCodec) {
    throw new UserError((words) => words.fit.noSound, { status: 422 });
  }
  const takes = (bytes: number) => bytes * INDEX_PART + HEADER_BYTES;
  // The least one is tried in any case: silence takes less than it was promised.
  const fitting = BITRATES.filter(
    (rate, i) => i === BITRATES.length - 1 || takes((rate / 8) * (durationMs / 1000)) <= maxBytes,
  );
  const tries = takes(audioBytes) <= maxBytes ? [null, ...fitting] : fitting;
  const made = await wholeFile(outFile, async (part) => {
    for (const bitrate of tries) {
      await encode(options, bitrate, durationMs, part);
      const { size: bytes } = await stat(part);
      if (bytes <= maxBytes) return { bytes, reencoded: bitrate !== null };
    }
    throw new UserError((words) => words.fit.soundTooLong, { status: 413 });
  });
  onProgress?.(1);
  return { ...made, file: outFile };
}

async function encode(
  { file, ffmpegPath, signal, onProgress }: AudioOptions,
  bitrate: number | null,
  durationMs: number,
  outFile: string,
): Promise<void> {
  const coding =
    bitrate === null
      ? ['-c:a', 'copy']
      : [
          ...['-c:a', 'aac', '-b:a', String(bitrate)],
          ...(bitrate <= MONO_UP_TO ? ['-ac', '1'] : []),
          ...AAC_IN_PLACE,
        ];
  await runFfmpeg({
    ...{ ffmpegPath, signal, durationMs, onProgress },
    timeoutMs: 60_000 + durationMs,
    input: { file, kind: 'mp4' },
    output: {
      file: outFile,
      options: [
        ...['-map', '0:a:0', ...coding, '-map_metadata', '-1'],
        ...['-movflags', '+faststart', '-f', 'ipod'],
      ],
    },
  });
}
