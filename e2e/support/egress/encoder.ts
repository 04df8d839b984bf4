import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import type { Encoding } from './encoding.ts';
import { matroskaHead, matroskaPicture } from './matroska.ts';
import { CHANNELS, SAMPLE_RATE } from './source.ts';

/** Egress's timestamps begin an hour in. */
const OFFSET_S = 3600;

export interface EncoderOptions {
  /** Of the pictures that come; they get the size that is asked for, with bars. */
  width: number;
  height: number;
  encoding: Encoding;
  sound: boolean;
  segmentS: number;
  /** A folder for one of the encoder's own. */
  scratch: string;
  /** A closed segment, in a folder of the encoder's own; times count from the first picture. */
  onSegment(segment: { file: string; startS: number; endS: number }): void;
}

export interface Encoder {
  fps: number;
  /** I420 of the size above. @param index its time in frames, more than the last one's */
  picture(index: number, picture: Buffer): void;
  /** Interleaved 16 bit samples; null without sound. */
  sound: Writable | null;
  /** Closes the last segment. */
  end(): Promise<void>;
  kill(): Promise<void>;
}

/** H.264 Main with B-frames at a constant rate, one keyframe a segment. */
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
  const { fps } = options.encoding;
  picture.write(matroskaHead({ ...options, fps }));
  /** Where keyframes were forced, and so segments start. */
  const starts: number[] = [];
  let picturesEndS = 0;
  let segments = 0;
  const lines = createInterface({ input: out }).on('line', (line) => {
    const [name = '', , end] = line.split(',');
    const startS = starts[segments] ?? 0;
    segments += 1;
    const endS = starts[segments] ?? Math.max(picturesEndS, Number(end) - OFFSET_S);
    options.onSegment({ file: join(folder, name), startS, endS });
  });
  const gone = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => {
    process.off('exit', stop);
  });
  return {
    fps,
    picture(index, data) {
      // ffmpeg's own rule below. After a gap it is behind: some segments hold a single picture.
      if (index >= starts.length * options.segmentS * fps) starts.push(index / fps);
      picturesEndS = (index + 1) / fps;
      picture.write(matroskaPicture(index, data));
    },
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

function arguments_({ sound, segmentS, encoding }: EncoderOptions, folder: string): string[] {
  const { width, height, fps, videoKbps, audioKbps, audioHz, audioCodec } = encoding;
  const size = `${width}:${height}`;
  return [
    '-hide_banner -loglevel error -f matroska -i pipe:0',
    sound ? `-f s16le -ar ${SAMPLE_RATE} -ac ${CHANNELS} -i pipe:3 -map 0:v -map 1:a` : '-map 0:v',
    `-vf settb=1/${fps},scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:-1:-1,setsar=1`,
    `-fps_mode vfr -enc_time_base 1:${fps}`,
    // ultrafast, for tests share two cores with a browser; its B-frames and CABAC are put back.
    '-c:v libx264 -preset ultrafast -profile:v main -level 4.1 -bf 3 -coder 1',
    `-b:v ${videoKbps}k -maxrate ${videoKbps}k -bufsize ${videoKbps}k -sc_threshold 0 -g 100000`,
    `-force_key_frames expr:gte(t,n_forced*${segmentS})`,
    `-c:a ${audioCodec} -b:a ${audioKbps}k -ar ${audioHz} -ac 2`,
    // In a gap of the picture sound goes on into the open segment.
    `-output_ts_offset ${OFFSET_S} -muxdelay 0 -muxpreload 0 -max_interleave_delta 2000000`,
    `-f segment -segment_time ${segmentS} -segment_format mpegts`,
    '-segment_list pipe:1 -segment_list_type csv',
  ]
    .flatMap((part) => part.split(' '))
    .concat(join(folder, '%05d.ts'));
}
