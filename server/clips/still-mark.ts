import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Drawn here, so that it needs no font where ffmpeg runs. */
const LETTERS: Record<string, string[]> = {
  N: ['#...#', '##..#', '#.#.#', '#..##', '#...#', '#...#', '#...#'],
  O: ['.###.', '#...#', '#...#', '#...#', '#...#', '#...#', '.###.'],
  T: ['#####', '..#..', '..#..', '..#..', '..#..', '..#..', '..#..'],
  R: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
  E: ['#####', '#....', '#....', '####.', '#....', '#....', '#####'],
  C: ['.###.', '#...#', '#....', '#....', '#....', '#...#', '.###.'],
  D: ['####.', '#...#', '#...#', '#...#', '#...#', '#...#', '####.'],
  ' ': Array.from({ length: 7 }, () => '.....'),
};
const TEXT = 'NOT RECORDED';
const HEIGHT = 7 + 4;
const WIDTH = TEXT.length * 6 - 1 + 4;

/** Writes a small picture of the words "NOT RECORDED", white on black (PGM). */
export async function writeMark(folder: string): Promise<string> {
  const file = join(folder, 'not-recorded.pgm');
  const rows = Array.from({ length: 7 }, (_, y) =>
    [...TEXT].map((letter) => LETTERS[letter]?.[y]).join('.'),
  );
  const blank = '.'.repeat(WIDTH);
  const framed = [blank, blank, ...rows.map((row) => `..${row}..`), blank, blank];
  const pixels = [...framed.join('')].map((dot) => (dot === '#' ? 255 : 0));
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`P5 ${WIDTH} ${HEIGHT} 255 `), Buffer.from(pixels)]),
  );
  return file;
}

/** Filters that dim picture `[p]`, of this width, and put mark `[1:v]` on it, about half as wide. */
export function markFilters(width: number): string {
  const scale = Math.max(1, Math.floor(width / 2 / WIDTH));
  const mark = `[1:v]scale=${WIDTH * scale}:${HEIGHT * scale}:flags=neighbor[m]`;
  return `[p]lutyuv=y=val*0.4:u=128:v=128[d];${mark};[d][m]overlay=(W-w)/2:(H-h)/2`;
}
