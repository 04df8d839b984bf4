import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { renderAudio } from './audio.ts';
import { cutClip } from './cut.ts';
import { probeMp4 } from './media/probe.ts';
import { makeSegments, readBeeps } from './test-material.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const START_MS = 1_760_000_000_000;
const run = promisify(execFile);
let folder: string;
let ffmpegPath: string;
/** Beeps at each full second of what was recorded; it begins 300 ms before one. */
let clip: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-audio-'));
  clip = join(folder, 'clip.mp4');
  const { segments } = await makeSegments({
    ...{ folder: join(folder, 'segments'), ffmpegPath, kind: 'embedded', seconds: 14 },
    startMs: START_MS,
  });
  await cutClip({
    ...{ segments, fromMs: START_MS + 1700, toMs: START_MS + 12_700, outFile: clip },
    ...{ workDir: folder, ffmpegPath, log: createLog('silent') },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const beepsIn = async (file: string) => (await readBeeps(ffmpegPath, file)).map(Math.round);
/** The sound's packets as they lie in the file. */
async function packets(file: string): Promise<string> {
  const args = ['-v', 'error', '-i', file, '-map', '0:a', '-c', 'copy', '-f', 'md5', '-'];
  return (await run(ffmpegPath, args)).stdout;
}

test('sound that fits is what was recorded, bit for bit', async () => {
  const outFile = join(folder, 'copied.m4a');
  const told: number[] = [];
  const audio = await renderAudio({
    ...{ file: clip, maxBytes: 1e7, outFile, ffmpegPath },
    onProgress: (fraction) => told.push(fraction),
  });
  expect(audio).toEqual({ file: outFile, bytes: (await stat(outFile)).size, reencoded: false });
  expect(await packets(outFile)).toBe(await packets(clip));
  const facts = await probeMp4(outFile);
  expect(facts).toMatchObject({ videoCodec: null, audioCodec: 'mp4a.40.2' });
  expect(Math.abs(facts.durationMs - 11_000)).toBeLessThan(50);
  expect(await beepsIn(outFile)).toEqual(await beepsIn(clip));
  expect(told.at(-1)).toBe(1);
  // The index stands in front: it plays while it loads.
  const bytes = await readFile(outFile, 'latin1');
  expect(bytes.slice(4, 11)).toBe('ftypM4A');
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
});

test('sound that does not is encoded again, all of it and in its place', async () => {
  const outFile = join(folder, 'smaller.m4a');
  const maxBytes = Math.round((await probeMp4(clip)).audioBytes * 0.7);
  const audio = await renderAudio({ file: clip, maxBytes, outFile, ffmpegPath });
  expect(audio.reencoded).toBe(true);
  expect(audio.bytes).toBe((await stat(outFile)).size);
  expect(audio.bytes).toBeLessThanOrEqual(maxBytes);
  const facts = await probeMp4(outFile);
  expect(Math.abs(facts.durationMs - 11_000)).toBeLessThan(50);
  const [before, after] = [await beepsIn(clip), await beepsIn(outFile)];
  expect(after).toHaveLength(before.length);
  for (const [i, at] of after.entries()) expect(Math.abs(at - before[i]!)).toBeLessThan(20);
});

test('a clip without sound is refused in words', async () => {
  const file = join(folder, 'silent.mp4');
  await run(ffmpegPath, ['-v', 'error', '-i', clip, '-an', '-c', 'copy', file]);
  const audio = renderAudio({ file, maxBytes: 1e7, outFile: join(folder, 'no.m4a'), ffmpegPath });
  await expect(audio).rejects.toMatchObject({ name: 'UserError', status: 422 });
  await expect(audio).rejects.toThrow('has no sound');
});

test('what never fits is refused in words, and leaves nothing', async () => {
  const before = await readdir(folder);
  const outFile = join(folder, 'hopeless.m4a');
  const audio = renderAudio({ file: clip, maxBytes: 5000, outFile, ffmpegPath });
  await expect(audio).rejects.toMatchObject({ name: 'UserError', status: 413 });
  expect(await readdir(folder)).toEqual(before);
});
