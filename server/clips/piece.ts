import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { lookAt, type ParameterSets } from './media/h264.ts';
import { readTs } from './media/ts.ts';
import { markFilters } from './still-mark.ts';

export interface Piece {
  /** MPEG-TS; presentation order is decoding order, the first picture is a keyframe. */
  file: string;
  sets: ParameterSets;
}

export interface PieceRequest {
  /** Access units in decoding order, from a keyframe on. */
  units: AsyncIterable<Buffer>;
  /** Pictures, in presentation order, to leave out first and to keep then. */
  skip: number;
  keep: number;
  /** Where it is to fit beside pictures that are copied: a parameter set id of its own, and their profile. */
  parameterSetId: number;
  profile: number;
  /** Of the clip, and of the pictures given. */
  size: Size;
  from: Size;
  /** `keep` times the one picture after `skip`, dimmed, with this mark on it: an image file. */
  mark?: string | undefined;
  /** Temporary; the caller removes it. */
  workDir: string;
  name: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}

interface Size {
  width: number;
  height: number;
}

const PROFILES: Record<number, string> = { 66: 'baseline', 77: 'main' };

/**
 * Encodes some pictures again. Bare pictures go in and come out, without times: the caller knows them, so
 * no rate has to be guessed and none is repeated or dropped.
 * @throws Error when not every picture came out
 */
export async function encodePiece(request: PieceRequest): Promise<Piece> {
  const { skip, keep, workDir, name } = request;
  const source = join(workDir, `${name}.h264`);
  const encoded = join(workDir, `${name}.ts`);
  try {
    await pipeline(request.units, createWriteStream(source), { signal: request.signal });
    await runFfmpeg({
      ffmpegPath: request.ffmpegPath,
      signal: request.signal,
      timeoutMs: 120_000,
      input: [
        { file: source, options: ['-threads', '1', '-framerate', '30', '-f', 'h264'] },
        ...(request.mark ? [{ file: request.mark, options: ['-f', 'pgm_pipe'] }] : []),
      ],
      output: { file: encoded, options: encoderOptions(request) },
    });
    const { video } = await readTs(encoded);
    if (video.length !== keep || !video[0]) {
      throw new Error(
        `${keep} pictures from the ${skip}th on were to be encoded, not ${video.length}`,
      );
    }
    const { key, sets } = lookAt(video[0].data);
    if (!key) throw new Error('the encoder did not begin with a keyframe');
    return { file: encoded, sets };
  } finally {
    await rm(source, { force: true });
  }
}

function encoderOptions(request: PieceRequest): string[] {
  const { keep, profile, parameterSetId } = request;
  return [
    ...['-an', '-filter_complex', filtersOf(request)],
    ...['-fps_mode', 'passthrough', '-frames:v', String(keep)],
    ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '18', '-bf', '0'],
    ...['-profile:v', PROFILES[profile] ?? 'high', '-threads', '2'],
    ...['-x264-params', `sps-id=${parameterSetId}:keyint=infinite:scenecut=0`],
    ...['-f', 'mpegts'],
  ];
}

function filtersOf({ skip, keep, size, from, mark }: PieceRequest): string {
  const { width, height } = size;
  const filters = mark
    ? [`select=eq(n\\,${skip})`, `loop=${keep - 1}:1`]
    : [`select=between(n\\,${skip}\\,${skip + keep - 1})`];
  filters.push('setpts=N/(30*TB)');
  if (from.width !== width || from.height !== height) {
    filters.push(
      `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`,
      `pad=${width}:${height}:-1:-1`,
      'setsar=1',
    );
  }
  const picture = `[0:v]${filters.join()}`;
  // Both hold 4:2:0; the second, full range: it stays what it is.
  const format = ',format=yuv420p|yuvj420p';
  return (mark ? `${picture}[p];${markFilters(width)}` : picture) + format;
}
