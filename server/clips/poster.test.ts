import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { makePoster } from './poster.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
const [WIDTH, HEIGHT] = [640, 360];
let folder: string;
let ffmpegPath: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-poster-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Passages of a clip. All but the plain ones show the same picture, with a large square that tells which it is. */
const PASSAGES = {
  black: 'color=black',
  blue: 'color=0x3050c0',
  faded: 'testsrc2,drawbox=c=0x0000ff:t=fill:w=160:h=160,lutyuv=y=16+(val-16)/5',
  dissolving: 'testsrc2,drawbox=c=0x0000ff:t=fill:w=160:h=160,lutyuv=y=60+(val-16)/4',
  blurred: 'testsrc2,drawbox=c=0x00ff00:t=fill:w=160:h=160,gblur=sigma=6',
  moving: 'testsrc2,drawbox=c=0x00ff00:t=fill:w=160:h=160,avgblur=sizeX=12:sizeY=1',
  sharp: 'testsrc2,drawbox=c=0xff0000:t=fill:w=160:h=160',
};
type Passage = keyof typeof PASSAGES;

async function makeClip(name: string, passages: [Passage, number][]) {
  const file = join(folder, `${name}.mp4`);
  const inputs = passages.flatMap(([passage, seconds]) => {
    const [source, ...filters] = PASSAGES[passage].split(',');
    const made = `${source}${source?.includes('=') ? ':' : '='}size=${WIDTH}x${HEIGHT}:rate=30`;
    return ['-f', 'lavfi', '-t', String(seconds), '-i', [made, ...filters].join()];
  });
  const joined = passages.map((_, i) => `[${i}]format=yuv420p[v${i}]`).join(';');
  const all = passages.map((_, i) => `[v${i}]`).join('');
  await run(ffmpegPath, [
    ...['-v', 'error', ...inputs, '-filter_complex'],
    `${joined};${all}concat=n=${passages.length}`,
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-sc_threshold', '0', file],
  ]);
  const durationMs = passages.reduce((sum, [, seconds]) => sum + seconds * 1000, 0);
  return { file, durationMs, width: WIDTH, height: HEIGHT };
}

/** The colour of the square. */
async function colourOf(poster: string): Promise<'red' | 'green' | 'blue'> {
  const { stdout } = await run(
    ffmpegPath,
    [
      ...['-v', 'error', '-i', poster, '-vf', 'crop=40:40:60:60,scale=1:1:flags=area'],
      ...['-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'],
    ],
    { encoding: 'buffer' },
  );
  const [red = 0, green = 0, blue = 0] = stdout;
  if (red > green && red > blue) return 'red';
  return green > blue ? 'green' : 'blue';
}

test.each<[string, [Passage, number][]]>([
  [
    'a short clip',
    [
      ['black', 3],
      ['faded', 3],
      ['blurred', 4],
      ['sharp', 1],
      ['moving', 2],
    ],
  ],
  [
    'a long one, of which keyframes are looked at',
    [
      ['black', 4],
      ['blue', 4],
      ['blurred', 8],
      ['dissolving', 4],
      ['sharp', 4],
      ['moving', 6],
    ],
  ],
  [
    'one that ends well',
    [
      ['blue', 2],
      ['faded', 3],
      ['dissolving', 3],
      ['sharp', 0.5],
    ],
  ],
])('%s: neither black nor plain, faded or blurred', async (name, passages) => {
  const outFile = join(folder, `${name}.jpg`);
  await makePoster({ ...(await makeClip(name, passages)), outFile, ffmpegPath });
  expect(await colourOf(outFile)).toBe('red');
});

test('where there is only black, black it is', async () => {
  const outFile = join(folder, 'black.jpg');
  await makePoster({ ...(await makeClip('black', [['black', 2]])), outFile, ffmpegPath });
  expect(await readdir(folder)).toContain('black.jpg');
});

test('what is no clip leaves nothing', async () => {
  const file = join(folder, 'none.mp4');
  const outFile = join(folder, 'none.jpg');
  const size = { durationMs: 5000, width: WIDTH, height: HEIGHT };
  await expect(makePoster({ file, ...size, outFile, ffmpegPath })).rejects.toThrow();
  expect(await readdir(folder)).not.toContain('none.jpg');
});
