import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from './find.ts';
import { FfmpegFailed, runFfmpeg } from './render.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let ffmpegPath: string;
let folder: string;
let file: string;
/** Ten minutes of picture at the speed of playing: it never ends by itself in a test. */
const endless = { file: 'testsrc=s=64x64:d=600', options: ['-re', '-f', 'lavfi'] };

beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-render-'));
  file = join(folder, 'out.mp4');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('options reach ffmpeg as they are, spaces and all', async () => {
  const progress: number[] = [];
  await runFfmpeg({
    ffmpegPath,
    input: { file: 'testsrc=s=64x64:d=2', options: ['-f', 'lavfi'] },
    output: { file, options: ['-vf', "drawbox=color=red, fps='10 + 5'", '-c:v', 'libx264'] },
    durationMs: 2000,
    onProgress: (fraction) => progress.push(fraction),
  });
  expect((await stat(file)).size).toBeGreaterThan(0);
  for (const fraction of progress) expect(fraction).toBeLessThanOrEqual(1);
});

test('a failure tells the command, the cause and what ffmpeg said', async () => {
  const missing = join(folder, 'missing.ts');
  const run = runFfmpeg({
    ffmpegPath,
    input: { file: missing },
    output: { file, options: ['-c', 'copy'] },
  });
  const error = await run.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(FfmpegFailed);
  expect(error).toMatchObject({
    message: expect.stringContaining('code 1'),
    command: expect.stringContaining(missing),
    stderr: expect.stringContaining('No such file or directory'),
  });
});

test('it is killed when it takes too long', async () => {
  const run = runFfmpeg({
    ...{ ffmpegPath, input: endless, timeoutMs: 1000 },
    output: { file, options: ['-f', 'null'] },
  });
  await expect(run).rejects.toThrow(FfmpegFailed);
});

test('aborted, it is killed and gives the reason', async () => {
  const abort = new AbortController();
  const reason = new Error('no longer wanted');
  const run = runFfmpeg({
    ...{ ffmpegPath, input: endless, signal: abort.signal },
    output: { file, options: ['-f', 'null'] },
    durationMs: 600_000,
    onProgress: () => abort.abort(reason),
  });
  await expect(run).rejects.toBe(reason);
});
