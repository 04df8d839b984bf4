import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { COLUMNS, fromCells, type Reading, ROWS, STRIP } from '../card/cells.ts';

/** One shown frame of a clip, and the moment that the test card in it tells. */
export interface Frame {
  /** When it is shown, ms from the start of the file. */
  ptsMs: number;
  /** The card's clock; null where the picture can't be read: torn, grey, black or no card. */
  clockMs: number | null;
  counter: number | null;
  card: number | null;
}

/** The size at which cards are read. */
export const WIDTH = 320;
export const HEIGHT = 180;

/** Decodes every frame of a file in the order shown. `ignoreEditList` also gives those that players skip. */
export async function readFrames(
  ffmpegPath: string,
  file: string,
  { ignoreEditList = false } = {},
): Promise<Frame[]> {
  const filter = `showinfo,scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`;
  const args = ['-hide_banner', '-nostats', ...(ignoreEditList ? ['-ignore_editlist', '1'] : [])];
  args.push('-i', file, '-map', '0:v:0', '-vf', filter, '-fps_mode', 'passthrough');
  const child = spawn(ffmpegPath, [...args, '-f', 'rawvideo', 'pipe:1']);
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close');
  const readings = [];
  for await (const picture of inPieces(child.stdout, WIDTH * HEIGHT))
    readings.push(readCard(picture));
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg can't read ${file}: ${said.slice(-1000)}`);
  const times = [...said.matchAll(/Parsed_showinfo.* n: *\d+ .*pts_time: *(-?[\d.]+)/g)];
  if (times.length !== readings.length)
    throw new Error(`${times.length} times for ${readings.length} frames of ${file}`);
  return readings.map((reading, i) => ({
    ptsMs: Number(times[i]?.[1]) * 1000,
    clockMs: reading?.clockMs ?? null,
    counter: reading?.counter ?? null,
    card: reading?.card ?? null,
  }));
}

/**
 * The middle of each cell of the strip, black or white by half.
 * @param picture grey, a byte a pixel
 * @returns null where no card can be read
 */
export function readCard(picture: Uint8Array): Reading | null {
  const [w, h] = [WIDTH / COLUMNS, (HEIGHT * STRIP) / ROWS];
  const cells = Array.from({ length: COLUMNS * ROWS }, (_, i) => {
    const [left, top] = [(i % COLUMNS) * w, Math.floor(i / COLUMNS) * h];
    let sum = 0;
    for (let y = Math.round(top + h * 0.3); y < top + h * 0.7; y += 1)
      for (let x = Math.round(left + w * 0.3); x < left + w * 0.7; x += 1)
        sum += (picture[y * WIDTH + x] ?? 0) - 128;
    return sum > 0;
  });
  return fromCells(cells);
}

async function* inPieces(stream: AsyncIterable<Buffer>, size: number) {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= size; rest = rest.subarray(size)) yield rest.subarray(0, size);
  }
}
