import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Segment } from '../segments/range.ts';

const run = promisify(execFile);

const BITS = 12;
const BLOCK = 16;
/** A page that moves, stands still (one picture a second), and moves again; s. */
const STILL_FROM = 6;
const STILL_UNTIL = 10.5;

export interface Material {
  segments: Segment[];
  /** Number and time (ms since the epoch) of every picture that was recorded. */
  frames: { id: number; ms: number }[];
  /** When the beeps begin, ms since the epoch. */
  beeps: number[];
}

export interface MaterialRequest {
  folder: string;
  ffmpegPath: string;
  kind: 'embedded' | 'egress';
  seconds: number;
  startMs: number;
  sound?: boolean;
  size?: { width: number; height: number };
  /** Noise over the pictures, so that they take some bytes. */
  noisy?: boolean;
}

/**
 * Segments as a recorder writes them, whose pictures carry their number as light and dark blocks, and whose
 * sound beeps once a second. `embedded`: Constrained Baseline, pictures at their own times; `egress`: Main with
 * B-frames, 30 a second, timestamps from an hour on.
 */
export async function makeSegments(request: MaterialRequest): Promise<Material> {
  const { folder, ffmpegPath, kind, seconds, startMs, sound = true } = request;
  const { width, height } = request.size ?? { width: BITS * BLOCK, height: 96 };
  await mkdir(folder, { recursive: true });
  const embedded = kind === 'embedded';
  const jitterMs = (n: number) => (embedded ? (n * 7) % 13 : 0);
  const filters = embedded
    ? [
        `select='lt(t,${STILL_FROM})+gte(t,${STILL_UNTIL})+not(mod(n,30))'`,
        `setpts='PTS+mod(round(PTS*TB*30)*7,13)/1000/TB'`,
      ]
    : [];
  const video = embedded
    ? ['-profile:v', 'baseline', '-bf', '0']
    : ['-profile:v', 'main', '-bf', '3', '-b_strategy', '0'];
  const child = spawn(
    ffmpegPath,
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`],
      ...['-r', '30', '-i', '-'],
      ...(sound
        ? ['-f', 'lavfi', '-t', String(seconds), '-i', BEEPS(embedded ? 48000 : 44100)]
        : []),
      ...['-vf', ['settb=1/90000', ...filters, 'format=yuv420p'].join()],
      ...['-fps_mode', 'passthrough', '-enc_time_base', '1:90000', '-c:v', 'libx264'],
      ...['-preset', 'veryfast', '-crf', '23', '-g', '600', '-sc_threshold', '0', ...video],
      ...['-force_key_frames', 'expr:gte(t,n_forced*2)', '-c:a', 'aac', '-b:a', '96k', '-ac', '2'],
      ...(embedded ? [] : ['-output_ts_offset', '3600']),
      ...['-f', 'hls', '-hls_time', '2', '-hls_list_size', '0'],
      ...['-hls_segment_filename', join(folder, 'segment_%05d.ts'), join(folder, 'made.m3u8')],
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ${code}`))));
  });
  await Promise.all([
    pipeline(pictures(seconds * 30, width, height, request.noisy), child.stdin),
    ended,
  ]);

  const frames = [];
  for (let id = 0; id < seconds * 30; id++) {
    const t = id / 30;
    const seen = !embedded || t < STILL_FROM || t >= STILL_UNTIL || id % 30 === 0;
    if (seen) frames.push({ id, ms: startMs + t * 1000 + jitterMs(id) });
  }
  const beeps = sound
    ? Array.from({ length: seconds }, (_, second) => startMs + second * 1000)
    : [];
  return { segments: await readMade(folder, startMs), frames, beeps };
}

const BEEPS = (rate: number) =>
  `aevalsrc=exprs=0.5*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.1):s=${rate}`;

function* pictures(count: number, width: number, height: number, noisy = false): Generator<Buffer> {
  let noise = 1;
  for (let id = 0; id < count; id++) {
    const picture = Buffer.alloc(width * height, 40);
    for (let y = 0; y < height; y++) {
      for (let bit = 0; bit < BITS; bit++) {
        const from = y * width + Math.floor((bit * width) / BITS);
        const until = y * width + Math.floor(((bit + 1) * width) / BITS);
        picture.fill((id >> bit) & 1 ? 220 : 40, from, until);
      }
    }
    for (let i = 0; noisy && i < picture.length; i++) {
      noise = (Math.imul(noise, 1103515245) + 12345) | 0;
      picture[i] = (picture[i] as number) ^ ((noise >> 16) & 31);
    }
    yield picture;
  }
}

async function readMade(folder: string, startMs: number): Promise<Segment[]> {
  const playlist = await readFile(join(folder, 'made.m3u8'), 'utf8');
  const segments: Segment[] = [];
  let at = startMs;
  for (const [, seconds, uri] of playlist.matchAll(/#EXTINF:([\d.]+),\n(.+\.ts)/g)) {
    const durationMs = Number(seconds) * 1000;
    segments.push({
      file: join(folder, uri as string),
      startMs: at,
      durationMs,
      folder,
      discontinuity: false,
    });
    at += durationMs;
  }
  return segments;
}

/** The numbers that a clip's pictures carry, as decoded by ffmpeg. */
export async function readNumbers(ffmpegPath: string, file: string): Promise<number[]> {
  const { stdout } = await run(
    ffmpegPath,
    [
      ...['-v', 'error', '-i', file, '-fps_mode', 'passthrough'],
      ...['-vf', `scale=${BITS}:1:flags=area`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
    ],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const ids: number[] = [];
  for (let at = 0; at < stdout.length; at += BITS) {
    let id = 0;
    for (let bit = 0; bit < BITS; bit++) if ((stdout[at + bit] as number) > 128) id |= 1 << bit;
    ids.push(id);
  }
  return ids;
}

/** When the beeps of a clip begin, ms. A beep that is cut by the clip's start is left out. */
export async function readBeeps(ffmpegPath: string, file: string): Promise<number[]> {
  const { stdout } = await run(
    ffmpegPath,
    ['-v', 'error', '-i', file, '-vn', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const beeps: number[] = [];
  let quiet = 0;
  for (let i = 0; i * 2 + 1 < stdout.length; i++) {
    const loud = Math.abs(stdout.readInt16LE(i * 2)) > 5000;
    if (loud && quiet > 48 * 300) beeps.push(i / 48);
    quiet = loud ? 0 : quiet + 1;
  }
  return beeps;
}
