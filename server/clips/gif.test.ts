import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { cutClip } from './cut.ts';
import { needGifLength, renderGif } from './gif.ts';
import { makeSegments, readNumbers } from './test-material.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const START_MS = 1_760_000_000_000;
const run = promisify(execFile);
let folder: string;
let ffmpegPath: string;
/** Five seconds whose pictures carry their number, 30 a second, from 30 on. */
let clip: { file: string; durationMs: number; width: number; height: number };
/** Every picture is noise. */
let noise: typeof clip;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-gif-'));
  const { segments } = await makeSegments({
    ...{ folder: join(folder, 'segments'), ffmpegPath, kind: 'egress', seconds: 8 },
    startMs: START_MS,
  });
  clip = await cutClip({
    ...{ segments, fromMs: START_MS + 1000, toMs: START_MS + 6000 },
    ...{ outFile: join(folder, 'clip.mp4'), workDir: folder },
    ...{ ffmpegPath, log: createLog('silent') },
  });
  noise = { file: join(folder, 'noise.mp4'), durationMs: 4200, width: 192, height: 108 };
  await run(ffmpegPath, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:s=192x108:r=30', '-t', '4.2'],
    ...['-vf', 'noise=alls=60:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', noise.file],
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** When each picture of a GIF is shown and where the last one ends, ms. */
async function timesOf(file: string): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-ignore_loop',
    '1',
    '-i',
    file,
    '-c',
    'copy',
    '-f',
    'framecrc',
    '-',
  ];
  const { stdout } = await run(ffmpegPath, args);
  const lines = stdout.split('\n').filter((line) => /^0,/.test(line));
  const rows = lines.map((line) => line.split(',').map(Number));
  const [, , from = 0, length = 0] = rows.at(-1) ?? [];
  return [...rows.map(([, , pts = 0]) => pts), from + length].map((hundredth) => hundredth * 10);
}

test('a GIF shows the clip from its first picture to its last, at its pace', async () => {
  const outFile = join(folder, 'clip.gif');
  const told: number[] = [];
  const onProgress = (fraction: number) => void told.push(fraction);
  const gif = await renderGif({ ...clip, maxBytes: 1e7, outFile, ffmpegPath, onProgress });
  const { width, height } = clip;
  const { size: bytes } = await stat(outFile);
  expect(gif).toEqual({ file: outFile, bytes, width, height, fps: 20, reencoded: false });

  const ids = await readNumbers(ffmpegPath, outFile);
  const times = await timesOf(outFile);
  expect(times[0]).toBe(0);
  expect(Math.abs((times.at(-1) as number) - 5000)).toBeLessThanOrEqual(50);
  expect(times).toHaveLength(ids.length + 1);
  expect(ids.length).toBeGreaterThan(90);
  // Each is the picture of its moment, to one of the source's.
  for (const [i, id] of ids.entries()) {
    expect(Math.abs(id - 30 - ((times[i] as number) * 30) / 1000)).toBeLessThanOrEqual(1);
  }
  expect(told.at(-1)).toBe(1);
});

test.each([1_500_000, 500_000])('noise fits into %i bytes', async (maxBytes) => {
  const outFile = join(folder, `${maxBytes}.gif`);
  const gif = await renderGif({ ...noise, maxBytes, outFile, ffmpegPath });
  expect(gif.bytes).toBe((await stat(outFile)).size);
  expect(gif.bytes).toBeLessThanOrEqual(maxBytes);
  expect(gif.reencoded).toBe(true);
  expect(gif.width).toBeLessThanOrEqual(192);
  expect(gif.width / gif.height).toBeCloseTo(192 / 108, 1);
  const times = await timesOf(outFile);
  expect(Math.abs((times.at(-1) as number) - 4200)).toBeLessThanOrEqual(1000 / gif.fps);
});

test('what never fits is refused in words, and leaves nothing', async () => {
  const before = await readdir(folder);
  const outFile = join(folder, 'hopeless.gif');
  const gif = renderGif({ ...noise, maxBytes: 5000, outFile, ffmpegPath });
  await expect(gif).rejects.toMatchObject({ name: 'UserError', status: 413 });
  expect(await readdir(folder)).toEqual(before);
});

test('aborted, it leaves nothing', async () => {
  const before = await readdir(folder);
  const aborting = new AbortController();
  const { signal } = aborting;
  const outFile = join(folder, 'aborted.gif');
  const gif = renderGif({ ...noise, maxBytes: 1e7, outFile, ffmpegPath, signal });
  aborting.abort(new Error('no longer wanted'));
  await expect(gif).rejects.toThrow('no longer wanted');
  expect(await readdir(folder)).toEqual(before);
});

test('more than 15 seconds are refused in words', async () => {
  needGifLength(15_000);
  needGifLength(15_033);
  expect(() => needGifLength(120_000)).toThrow('15 seconds long, not 120.');
  const outFile = join(folder, 'long.gif');
  const gif = renderGif({ ...clip, durationMs: 16_000, maxBytes: 1e7, outFile, ffmpegPath });
  await expect(gif).rejects.toMatchObject({ name: 'UserError', status: 422 });
});
