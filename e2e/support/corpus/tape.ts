import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PLAYLIST_FILE } from '../../../server/segments/playlist.ts';
import { BAND, BITS } from './painted.ts';
import { readPictures, type Shown } from './read-pictures.ts';
import { recordTape } from './record-tape.ts';

export const BEEP_EVERY_MS = 500;
export const BEEP_MS = 80;
/** Of one frame of AAC at 44.1 kHz: so far may sound go beyond its picture. */
export const AAC_MS = 24;
const TAPE_S = 12;
const PICTURES = TAPE_S * 30;

/** How a recorder would have written it. */
export interface Recipe {
  /**
   * Options of libx264, and whether pictures come at uneven times or stand still for some seconds. What `recorder`
   * says, the embedded recorder has written itself; the others are ffmpeg's, as Egress and other recorders have it.
   */
  video:
    | 'egress'
    | 'recorder'
    | 'passthrough'
    | 'still-page'
    | 'short-groups'
    | 'high'
    | 'full-range'
    | 'slices';
  size?: [number, number];
  /** What is told of its colours' matrix; nothing without it. */
  matrix?: 'bt709' | 'smpte170m';
  /** A second track: its rate and channels, and how much later than the pictures it begins, s. */
  sound?: { rate: number; channels: number; lateS?: number } | null;
  /** The first timestamp, s. */
  fromS?: number;
}

export interface TapeSegment {
  file: string;
  /** EXTINF as ffmpeg has it, ms. */
  durationMs: number;
  /** Every picture as ffmpeg decodes it, presentation order; ticks of 90 kHz from the tape's first. */
  pictures: Shown[];
}

export interface Tape {
  segments: TapeSegment[];
  /** ms from the first picture on; null where that beep was not recorded. */
  hasSoundFromMs: number;
}

/** As a browser sends it. */
const OPUS = ['-map', '1:a', '-c:a', 'libopus', '-b:a', '64k', '-frame_duration', '20'];

const X264: Record<Recipe['video'], string[]> = {
  egress: ['-profile:v', 'main', '-bf', '3', '-b_strategy', '0', '-g', '600'],
  recorder: ['-profile:v', 'baseline', '-g', '600'],
  passthrough: ['-profile:v', 'baseline', '-g', '600'],
  'still-page': ['-profile:v', 'baseline', '-g', '600'],
  'short-groups': ['-profile:v', 'baseline', '-g', '17'],
  high: ['-profile:v', 'high', '-bf', '2', '-refs', '4', '-g', '45', '-x264-params', 'b-pyramid=2'],
  'full-range': [
    '-profile:v',
    'baseline',
    '-g',
    '600',
    '-color_range',
    'pc',
    '-colorspace',
    'bt709',
  ],
  slices: ['-profile:v', 'baseline', '-g', '600', '-x264-params', 'slices=4'],
};
const UNEVEN = new Set<Recipe['video']>(['recorder', 'passthrough', 'still-page', 'short-groups']);

/** Twelve seconds of numbered pictures and numbered beeps in segments of 2 s. `first`: the first picture's number. */
export async function makeTape(
  ffmpegPath: string,
  folder: string,
  first: number,
  recipe: Recipe,
): Promise<Tape> {
  const [width, height] = recipe.size ?? [BITS * 16, 128];
  const { video, fromS = 0, sound = { rate: 48_000, channels: 2 } } = recipe;
  await mkdir(folder, { recursive: true });
  const [pictures, opus] = [join(folder, 'pictures.ts'), join(folder, 'sound.webm')];
  const filters = ['settb=1/90000'];
  if (video === 'still-page') filters.push("select='lt(t,3)+gte(t,8.5)+not(mod(n,30))'");
  if (UNEVEN.has(video)) filters.push(`setpts='PTS+mod(round(PTS*TB*30)*7,13)/1000/TB'`);
  filters.push(video === 'full-range' ? 'scale=out_range=pc,format=yuvj420p' : 'format=yuv420p');
  filters.push(BAND);
  const child = spawn(
    ffmpegPath,
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`],
      ...['-r', '30', '-i', '-'],
      ...(sound ? soundInput(sound.rate, sound.lateS ?? 0) : []),
      ...['-vf', filters.join(), '-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-sc_threshold', '0', ...X264[video]],
      ...(recipe.matrix ? ['-colorspace', recipe.matrix] : []),
      ...['-force_key_frames', 'expr:gte(t,n_forced*2)'],
      ...(video === 'recorder'
        ? ['-map', '0:v', '-f', 'mpegts', pictures, ...(sound ? [...OPUS, opus] : [])]
        : [
            ...['-c:a', 'aac', '-b:a', '96k', '-ac', String(sound?.channels ?? 2)],
            ...['-output_ts_offset', String(fromS), '-f', 'hls', '-hls_time', '2'],
            ...['-hls_list_size', '0', '-hls_segment_filename', join(folder, 'segment_%05d.ts')],
            join(folder, PLAYLIST_FILE),
          ]),
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ${code}`))));
  });
  await Promise.all([pipeline(paint(first, width, height), child.stdin), ended]);
  const recorded = join(folder, 'recorded');
  if (video === 'recorder') {
    const size: [number, number] = [width, height];
    const made = { pictures, size, sound: sound && opus, fromMs: fromS * 1000 };
    await recordTape({ ...made, folder: recorded, ffmpegPath });
  }
  const segments = await readSegments(ffmpegPath, video === 'recorder' ? recorded : folder);
  return { segments, hasSoundFromMs: sound ? (sound.lateS ?? 0) * 1000 : Number.POSITIVE_INFINITY };
}

/** Beep k of a tape begins k half seconds after its first picture, and its pitch tells k. */
export const beepPitch = (k: number) => 600 + 100 * (k % 12);

function soundInput(rate: number, lateS: number): string[] {
  const k = `floor((t+${lateS})*2)`;
  const pitch = `(600+100*mod(${k}\\,12))`;
  const on = `lt(mod(t+${lateS}\\,0.5)\\,${BEEP_MS / 1000})`;
  const source = `aevalsrc=exprs=0.5*sin(2*PI*${pitch}*t)*${on}:s=${rate}`;
  return ['-itsoffset', String(lateS), '-f', 'lavfi', '-t', String(TAPE_S - lateS), '-i', source];
}

function* paint(first: number, width: number, height: number): Generator<Buffer> {
  for (let id = first; id < first + PICTURES; id++) {
    const row = Buffer.alloc(width);
    for (let bit = 0; bit < BITS; bit++) {
      const [from, until] = [bit, bit + 1].map((n) => Math.round((n * width) / BITS));
      row.fill((id >> bit) & 1 ? 220 : 40, from, until);
    }
    yield Buffer.concat(Array.from({ length: height }, () => row));
  }
}

async function readSegments(ffmpegPath: string, folder: string): Promise<TapeSegment[]> {
  const playlist = await readFile(join(folder, PLAYLIST_FILE), 'utf8');
  const segments: TapeSegment[] = [];
  let base: number | null = null;
  for (const [, seconds, uri] of playlist.matchAll(/#EXTINF:([\d.]+),.*\n(?:#.*\n)*(.+\.ts)/g)) {
    const file = join(folder, uri as string);
    const shown = await readPictures(ffmpegPath, file, ['-copyts', '-f', 'mpegts']);
    base ??= shown[0]?.ticks ?? 0;
    const origin = base;
    const pictures = shown.map((one) => ({
      ...one,
      ticks: (one.ticks - origin + 2 ** 33) % 2 ** 33,
    }));
    segments.push({ file, durationMs: Number(seconds) * 1000, pictures });
  }
  return segments;
}
