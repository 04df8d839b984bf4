import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { BAND_FROM, BITS } from './painted.ts';

/** A picture as ffmpeg decodes it. */
export interface Shown {
  /** The number painted into it; 0 for a dimmed still. */
  id: number;
  /** When it is shown, 90 kHz. */
  ticks: number;
  /** What its parameter sets say of range and matrix. */
  told: string;
  /** Of the band painted into it: red, green and blue. */
  colour: number[];
  /** Of the whole picture, pixels. */
  width: number;
  height: number;
  /** What is not black around it, parts of width and height: from left, top, to right, bottom. */
  area: Area;
}

export type Area = [left: number, top: number, right: number, bottom: number];

/** Whatever its size, it is looked at as so many pixels. */
const LOOK = { width: BITS * 16, height: 128 };
/** The darkest that is painted comes out above it, black bars below. */
const BLACK = 14;

/** Decodes all of a file, in the order shown. `before`: input options. */
export async function readPictures(
  ffmpegPath: string,
  file: string,
  before: string[] = [],
  more: string[] = [],
): Promise<Shown[]> {
  const look = `scale=${LOOK.width}:${LOOK.height}:flags=area+accurate_rnd+full_chroma_inp`;
  const child = spawn(
    ffmpegPath,
    [
      ...['-hide_banner', '-nostats', '-y', '-threads', '1', ...before, '-i', file],
      ...['-vf', `settb=1/90000,showinfo=checksum=0,${look}`, '-map', '0:v'],
      ...['-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
      ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-', ...more],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [pictures, said] = await Promise.all([lookAtAll(child.stdout), text(child.stderr)]);
  const errors = /^\[(h264|aac).*(error|corrupt|conceal|missing|invalid|exist)/im.exec(said);
  if (errors)
    throw new Error(
      `${file} does not decode cleanly: ${said.slice(errors.index, errors.index + 300)}`,
    );
  const infos = [...said.matchAll(/\] n: *\d+ pts: *(-?\d+).* s:(\d+)x(\d+) /g)];
  const told = [...said.matchAll(/color_range:\S+ color_space:\S+/g)].map(([text]) => text);
  if (infos.length !== pictures.length) throw new Error(`${file}: pictures without times`);
  return infos.map(([, ticks, width, height], i) => ({
    ...{ ticks: Number(ticks), told: told[i] ?? '', width: Number(width), height: Number(height) },
    ...(pictures[i] as Look),
  }));
}

type Look = Pick<Shown, 'id' | 'colour' | 'area'>;

/** One after the other: all of ten minutes are a gigabyte. */
async function lookAtAll(stdout: Readable): Promise<Look[]> {
  const bytes = LOOK.width * LOOK.height * 3;
  const pictures: Look[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stdout) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= bytes; rest = rest.subarray(bytes)) {
      pictures.push(read(rest.subarray(0, bytes)));
    }
  }
  return pictures;
}

function read(pixels: Buffer): Look {
  const at = (x: number, y: number) => 3 * (Math.floor(y) * LOOK.width + Math.floor(x));
  const light = (x: number, y: number) => pixels[at(x, y) + 1] as number;
  const middle = { x: LOOK.width / 2, y: LOOK.height / 2 };
  const isLit = (x: number, y: number) => light(x, y) > BLACK;
  let [left, right, top, bottom] = [0, LOOK.width, 0, LOOK.height];
  while (left < middle.x && !isLit(left, middle.y)) left++;
  while (right > middle.x && !isLit(right - 1, middle.y)) right--;
  while (top < middle.y && !isLit(middle.x, top)) top++;
  while (bottom > middle.y && !isLit(middle.x, bottom - 1)) bottom--;
  const [width, height] = [right - left, bottom - top];
  let id = 0;
  for (let bit = 0; bit < BITS; bit++) {
    if (light(left + ((bit + 0.5) * width) / BITS, top + height * 0.3) > 128) id |= 1 << bit;
  }
  const band = at(middle.x, top + height * (BAND_FROM + 1) * 0.5);
  return {
    id,
    colour: [...pixels.subarray(band, band + 3)],
    area: [
      ...[left / LOOK.width, top / LOOK.height],
      ...[right / LOOK.width, bottom / LOOK.height],
    ] as unknown as Area,
  };
}
