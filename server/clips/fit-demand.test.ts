import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { type Demand, measureDemand } from './fit-demand.ts';
import { probeMp4 } from './media/probe.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let ffmpegPath: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-demand-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function demandOf(graph: string, options: string[] = []): Promise<Demand> {
  const file = join(folder, 'source.mp4');
  await promisify(execFile)(ffmpegPath, [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', graph, '-t', '6', '-c:v', 'libx264'],
    ...['-preset', 'ultrafast', '-g', '60', '-pix_fmt', 'yuv420p', ...options, file],
  ]);
  const workFile = join(folder, 'work.mp4');
  const demand = await measureDemand({ ...(await probeMp4(file)), file, workFile, ffmpegPath });
  expect(await readdir(folder)).toEqual(['source.mp4']);
  return demand;
}

const SIZE = 's=640x360:r=30';

test('what moves takes more than what stands, and less where it is smaller', async () => {
  const still = await demandOf(`testsrc2=${SIZE},trim=end_frame=1,loop=-1:1,setpts=N/30/TB`);
  const moves = await demandOf(`mandelbrot=${SIZE}:end_scale=0.05:end_pts=200`);
  expect(moves.whole).toBeGreaterThan(10 * still.whole);
  expect(moves.smaller).toBeLessThan(0.68 * moves.whole);
});

test('what scrolls by whole pixels takes no less where it is smaller', async () => {
  const page = 'cellauto=rule=30:s=640x2000:r=30:seed=1:random_fill_ratio=0.4:start_full=1';
  const text = await demandOf(
    `${page},trim=end_frame=1,loop=-1:1,setpts=N/30/TB,crop=640:360:0:'t*60'`,
  );
  expect(text.smaller).toBeGreaterThan(0.68 * text.whole);
});

test('what it is does not hang on the pictures a second', async () => {
  const page = 'cellauto=rule=30:s=640x2000:r=30:seed=1:random_fill_ratio=0.4:start_full=1';
  const scrolls = `${page},trim=end_frame=1,loop=-1:1,setpts=N/15/TB,crop=640:360:0:'t*30'`;
  const text = await demandOf(scrolls, ['-r', '15']);
  expect(text.smaller).toBeGreaterThan(0.68 * text.whole);
  const film = await demandOf(`mandelbrot=s=640x360:r=12:end_scale=0.05:end_pts=80`);
  expect(film.smaller).toBeLessThan(0.68 * film.whole);
});

test('a still page of one picture a second, and a clip of a few, have one too', async () => {
  const page = await demandOf(`testsrc2=${SIZE},fps=1`, ['-r', '1']);
  expect(page.whole).toBeGreaterThan(0);
  const few = await demandOf(`testsrc2=${SIZE}`, ['-frames:v', '5']);
  expect(few.whole).toBeGreaterThan(0);
});
