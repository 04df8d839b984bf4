import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { type Colour, isSameColour, scalerMatrix } from './media/colour.ts';
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
  /** Of its own, where it stands beside pictures that are copied. */
  parameterSetId: number;
  /** The pictures given, and those of the clip. */
  from: Look;
  to: Look & { profile: number };
  /** `keep` times the one picture after `skip`, dimmed, with this mark on it: an image file. */
  mark?: string | undefined;
  /** Temporary; the caller removes it. */
  workDir: string;
  name: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}

interface Look {
  width: number;
  height: number;
  colour: Colour;
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
        { file: source, kind: 'h264', options: ['-threads', '1', '-framerate', '30'] },
        ...(request.mark ? [{ file: request.mark, kind: 'pgm' as const }] : []),
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
  const { keep, to, parameterSetId } = request;
  return [
    ...['-an', '-filter_complex', filtersOf(request)],
    ...['-fps_mode', 'passthrough', '-frames:v', String(keep)],
    ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '18', '-bf', '0'],
    ...['-profile:v', PROFILES[to.profile] ?? 'high', '-threads', '2'],
    ...['-x264-params', `sps-id=${parameterSetId}:keyint=infinite:scenecut=0`],
    ...['-f', 'mpegts'],
  ];
}

function filtersOf({ skip, keep, from, to, mark }: PieceRequest): string {
  const filters = mark
    ? [`select=eq(n\\,${skip})`, `loop=${keep - 1}:1`]
    : [`select=between(n\\,${skip}\\,${skip + keep - 1})`];
  filters.push('setpts=N/(30*TB)');
  const same =
    from.width === to.width && from.height === to.height && isSameColour(from.colour, to.colour);
  if (!same) filters.push(...convert(from, to));
  const picture = `[0:v]${filters.join()}`;
  const marked = mark ? `${picture}[p];${markFilters(to.width)}` : picture;
  if (!same) return `${marked},${tell(to.colour)}`;
  // Both hold 4:2:0; the second, full range: it stays what it is.
  return `${marked},format=yuv420p|yuvj420p`;
}

function convert(from: Look, to: Look): string[] {
  const { width, height } = to;
  return [
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2` +
      `:in_range=${from.colour.range}:out_range=${to.colour.range}` +
      `:in_color_matrix=${scalerMatrix(from.colour)}:out_color_matrix=${scalerMatrix(to.colour)}`,
    `format=${formatOf(to.colour)}`,
    `pad=${width}:${height}:-1:-1`,
    'setsar=1',
  ];
}

/** What players assume where the clip's own pictures tell nothing is told here. */
function tell(colour: Colour): string {
  return `format=${formatOf(colour)},setparams=range=${colour.range}:colorspace=${colour.matrix}`;
}

const formatOf = ({ range }: Colour) => (range === 'pc' ? 'yuvj420p' : 'yuv420p');
