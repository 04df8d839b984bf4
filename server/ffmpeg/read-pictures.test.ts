import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FfmpegFailed } from './failed.ts';
import { findFfmpeg } from './find.ts';
import { readPictures } from './read-pictures.ts';

vi.setConfig({ testTimeout: 30_000 });

let ffmpegPath: string;
let folder: string;
/** Sixty pictures, each a little lighter than the one before. */
let file: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-pictures-'));
  file = join(folder, 'lighter.mov');
  await promisify(execFile)(ffmpegPath, [
    ...[
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=black:s=64x36:r=30,geq=lum=20+N*3:cb=128:cr=128',
    ],
    ...['-t', '2', '-c:v', 'ffv1', file],
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('every picture is shown, in order and whole', async () => {
  // Several times: the last bytes may come after the process has ended.
  for (let i = 0; i < 5; i++) {
    const seen: number[] = [];
    await readPictures({ ffmpegPath, file, kind: 'mp4', width: 640, height: 360 }, (luma) => {
      expect(luma).toHaveLength(640 * 360);
      // Scaling rounds.
      expect(luma.every((pixel) => Math.abs(pixel - (luma[0] as number)) <= 1)).toBe(true);
      seen.push(luma[0] as number);
    });
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  }
});

test('a filter chooses among them', async () => {
  let count = 0;
  const filter = 'select=not(mod(n\\,10))';
  await readPictures(
    { ffmpegPath, file, kind: 'mp4', filter, width: 64, height: 36 },
    () => count++,
  );
  expect(count).toBe(6);
});

test('what goes wrong is told', async () => {
  const request = { ffmpegPath, file, kind: 'mp4' as const, width: 64, height: 36 };
  const none = readPictures({ ...request, file: join(folder, 'none.mov') }, () => {});
  await expect(none).rejects.toThrow(FfmpegFailed);
  const broken = readPictures(request, () => {
    throw new Error('not this one');
  });
  await expect(broken).rejects.toThrow('not this one');
  const signal = AbortSignal.abort(new Error('no longer wanted'));
  await expect(readPictures({ ...request, signal }, () => {})).rejects.toThrow('no longer wanted');
});
