import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BITS } from './tape.ts';

/** A picture as ffmpeg decodes it. */
export interface Shown {
  /** The number painted into it; 0 for a dimmed still. */
  id: number;
  /** When it is shown, 90 kHz. */
  ticks: number;
  /** What its parameter sets say of range and matrix. */
  colour: string;
}

/** Decodes all of a file, in the order shown. `before`: input options. */
export async function readPictures(
  ffmpegPath: string,
  file: string,
  before: string[] = [],
  more: string[] = [],
): Promise<Shown[]> {
  const filters = `settb=1/90000,showinfo=checksum=0,scale=${BITS}:1:flags=area`;
  const { stdout, stderr } = await promisify(execFile)(
    ffmpegPath,
    [
      ...['-hide_banner', '-nostats', '-y', '-threads', '1', ...before, '-i', file, '-vf', filters],
      ...[
        '-map',
        '0:v',
        '-fps_mode',
        'passthrough',
        '-enc_time_base',
        '1:90000',
        '-f',
        'rawvideo',
        '-pix_fmt',
        'gray',
        '-',
      ],
      ...more,
    ],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const said = stderr.toString();
  const times = [...said.matchAll(/\] n: *\d+ pts: *(-?\d+)/g)].map(([, pts]) => Number(pts));
  const colours = [...said.matchAll(/color_range:\S+ color_space:\S+/g)].map(([text]) => text);
  const errors = /^\[(h264|aac).*(error|corrupt|conceal|missing|invalid|exist)/im.exec(said);
  if (errors)
    throw new Error(
      `${file} does not decode cleanly: ${said.slice(errors.index, errors.index + 300)}`,
    );
  if (times.length * BITS !== stdout.length) throw new Error(`${file}: pictures without times`);
  return times.map((ticks, i) => {
    let id = 0;
    for (let bit = 0; bit < BITS; bit++) {
      if ((stdout[i * BITS + bit] as number) > 128) id |= 1 << bit;
    }
    return { id, ticks, colour: colours[i] ?? '' };
  });
}
