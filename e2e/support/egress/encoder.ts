import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import { CHANNELS, SAMPLE_RATE } from './source.ts';

export const FPS = 30;

/** Egress's timestamps begin an hour in. */
const OFFSET_S = 3600;

export interface EncoderOptions {
  width: number;
  height: number;
  sound: boolean;
  segmentS: number;
  /** A folder for one of the encoder's own. */
  scratch: string;
  /** A closed segment, in a folder of the encoder's own; times count from the first picture. */
  onSegment(segment: { file: string; startS: number; endS: number }): void;
}

export interface Encoder {
  /** I420 of the size above, one every 1/30 s. */
  picture: Writable;
  /** Interleaved 16 bit samples; null without sound. */
  sound: Writable | null;
  /** Closes the last segment. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

/** Egress's 720p30 preset: H.264 Main, B-frames, 3000 kbit/s, AAC 44.1 kHz, one keyframe a segment. */
export async function startEncoder(options: EncoderOptions): Promise<Encoder> {
  const folder = await mkdtemp(join(options.scratch, 'open-'));
  const child = spawn(await findFfmpeg(), arguments_(options, folder), {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const [picture, out, , soundPipe] = child.stdio as unknown as [
    Writable,
    NodeJS.ReadableStream,
    null,
    Writable,
  ];
  for (const pipe of [picture, soundPipe]) pipe.on('error', () => {});
  let segments = 0;
  const lines = createInterface({ input: out }).on('line', (line) => {
    const [name = '', , end] = line.split(',');
    // The list tells 0 as the start of the first one; the keyframes are where they were forced.
    const startS = segments++ * options.segmentS;
    options.onSegment({ file: join(folder, name), startS, endS: Number(end) - OFFSET_S });
  });
  const gone = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => {
    process.off('exit', stop);
  });
  return {
    picture,
    sound: options.sound ? soundPipe : null,
    async end() {
      picture.end();
      soundPipe.end();
      await gone;
    },
    async kill() {
      await killed(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function arguments_({ width, height, sound, segmentS }: EncoderOptions, folder: string): string[] {
  return [
    '-hide_banner -loglevel error',
    `-f rawvideo -pix_fmt yuv420p -video_size ${width}x${height} -framerate ${FPS} -i pipe:0`,
    sound ? `-f s16le -ar ${SAMPLE_RATE} -ac ${CHANNELS} -i pipe:3 -map 0:v -map 1:a` : '-map 0:v',
    '-vf scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,setsar=1',
    // ultrafast, for tests share two cores with a browser; its B-frames and CABAC are put back.
    '-c:v libx264 -preset ultrafast -profile:v main -level 4.1 -bf 3 -coder 1',
    '-b:v 3000k -maxrate 3000k -bufsize 3000k -sc_threshold 0 -g 100000',
    `-force_key_frames expr:gte(t,n_forced*${segmentS})`,
    '-c:a aac -b:a 128k -ar 44100 -ac 2',
    `-output_ts_offset ${OFFSET_S} -muxdelay 0 -muxpreload 0`,
    `-f segment -segment_time ${segmentS} -segment_format mpegts`,
    '-segment_list pipe:1 -segment_list_type csv',
  ]
    .flatMap((part) => part.split(' '))
    .concat(join(folder, '%05d.ts'));
}
