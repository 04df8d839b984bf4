import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { cutClip } from './cut.ts';
import { fitClip } from './fit.ts';
import { probeMp4 } from './media/probe.ts';
import { makeSegments, readBeeps } from './test-material.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const MIB = 1024 * 1024;
const log = createLog('silent');
const run = promisify(execFile);
let folder: string;
let ffmpegPath: string;
/** Six seconds of noise, the hardest there is to fit. */
let noise: { file: string; durationMs: number; width: number; height: number };

beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-fit-'));
  const file = join(folder, 'noise.mp4');
  await run(ffmpegPath, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'color=gray:s=640x360:r=30'],
    ...['-f', 'lavfi', '-i', 'sine=440:sample_rate=48000', '-t', '6'],
    ...['-vf', 'noise=alls=40:allf=t', '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '24'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', file],
  ]);
  noise = { file, durationMs: 6000, width: 640, height: 360 };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([3 * MIB, MIB, 500_000, 200_000])('noise fits into %i bytes', async (maxBytes) => {
  const outFile = join(folder, `fit-${maxBytes}.mp4`);
  const fitted = await fitClip({ ...noise, maxBytes, outFile, ffmpegPath, log });
  expect(fitted).toMatchObject({ file: outFile, reencoded: true });
  expect(fitted.bytes).toBe((await stat(outFile)).size);
  expect(fitted.bytes).toBeLessThanOrEqual(maxBytes);
  expect(fitted.bytes).toBeGreaterThan(maxBytes * 0.9);
  const facts = await probeMp4(outFile);
  expect(facts).toMatchObject({ width: fitted.width, height: fitted.height });
  expect(facts.audioCodec).toBe('mp4a.40.2');
  expect(Math.abs(facts.durationMs - 6000)).toBeLessThan(50);
  expect(facts.frameTimes[0]).toBe(0);
});

/** Two seconds and more of this graph, as large as the encoder likes unless said otherwise. */
async function made(
  name: string,
  graph: string,
  size: { width: number; height: number },
  rate = ['-qp', '24'],
) {
  const file = join(folder, `${name}.mp4`);
  await run(ffmpegPath, [
    ...['-v', 'error', '-f', 'lavfi', '-i', graph, '-c:v', 'libx264', '-preset', 'ultrafast'],
    ...[...rate, '-pix_fmt', 'yuv420p', file],
  ]);
  return { file, ...size };
}

/** Half of it is nearly still, half is noise. */
const MIXED = "testsrc2=s=640x360:r=1,fps=30,noise=alls=40:allf=t:enable='gte(t,6)',trim=0:12";
const FILLED = '-b:v 3M -maxrate 3M -bufsize 3M -x264-params nal-hrd=cbr'.split(' ');

test.each([
  ['what an easy part does not take, a hard one gets', [], 1],
  ['where the clip does not tell which is which, a second pass does', FILLED, 2],
])('%s', async (_name, rate, encodes) => {
  const size = { width: 640, height: 360 };
  const mixed = await made(`mixed-${encodes}`, MIXED, size, rate.length > 0 ? rate : undefined);
  const outFile = join(folder, `mixed-${encodes}-fit.mp4`);
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const parts: number[] = [];
  const onProgress = (part: number) => void parts.push(part);
  const clip = { ...mixed, maxBytes: 600_000, durationMs: 12_000, outFile, ffmpegPath, log };
  const { bytes } = await fitClip({ ...clip, onProgress });
  expect(bytes).toBe((await stat(outFile)).size);
  expect(bytes).toBeLessThanOrEqual(600_000);
  expect(bytes).toBeGreaterThan(540_000);
  expect(lines.filter((line) => line.includes('clip encoded to fit'))).toHaveLength(encodes);
  const left = (await readdir(folder)).filter((name) => name.startsWith(`mixed-${encodes}-fit`));
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  expect(left).toEqual([`mixed-${encodes}-fit.mp4`]);
});

test('a second pass that fails costs nothing of the first', async () => {
  const size = { width: 640, height: 360 };
  const noisy = "noise=alls=40:allf=t:enable='lt(t,6)'";
  const clip = await made(
    'falls',
    `testsrc2=s=640x360:r=1,fps=30,${noisy},trim=0:12`,
    size,
    FILLED,
  );
  const broken = join(folder, 'ffmpeg');
  const script = `#!/bin/sh\ncase "$*" in *"-pass 2"*) exit 1;; esac\nexec "${ffmpegPath}" "$@"\n`;
  await writeFile(broken, script, { mode: 0o755 });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const parts: number[] = [];
  const outFile = join(folder, 'falls-fit.mp4');
  const { bytes } = await fitClip({
    ...{ ...clip, maxBytes: 600_000, durationMs: 12_000, outFile, ffmpegPath: broken, log },
    onProgress: (part) => parts.push(part),
  });
  // By far less than there is room for, so a second one was tried.
  expect(bytes).toBeLessThan(540_000);
  expect(lines.some((line) => line.includes('a fit could not be made better'))).toBe(true);
  expect(parts).toEqual(parts.toSorted((a, b) => a - b));
  const left = (await readdir(folder)).filter((name) => name.startsWith('falls-fit'));
  expect(left).toEqual(['falls-fit.mp4']);
  expect((await stat(outFile)).size).toBe(bytes);
});

test('a smaller picture keeps the colours that its size would have told otherwise', async () => {
  const size = { width: 1280, height: 720 };
  const large = await made('large', 'testsrc2=s=1280x720:r=30,noise=alls=30:allf=t,trim=0:2', size);
  expect((await probeMp4(large.file)).colour?.matrix).toBe('bt709');
  const outFile = join(folder, 'large-fit.mp4');
  const clip = { ...large, durationMs: 2000 };
  const fitted = await fitClip({ ...clip, maxBytes: 250_000, outFile, ffmpegPath, log });
  expect(fitted.height).toBeLessThan(720);
  expect((await probeMp4(outFile)).colour).toEqual({ range: 'tv', matrix: 'bt709' });
});

test('what fits already is left as it is', async () => {
  const { size } = await stat(noise.file);
  const fitted = await fitClip({
    ...{ ...noise, maxBytes: size, outFile: join(folder, 'untouched.mp4'), ffmpegPath, log },
  });
  expect(fitted).toEqual({
    file: noise.file,
    bytes: size,
    width: 640,
    height: 360,
    reencoded: false,
  });
});

/** Cuts what a recorder has made, and makes that fit into a part of its bytes. */
async function cutAndFit(
  kind: 'embedded' | 'egress',
  { seconds, edgesMs, part }: { seconds: number; edgesMs: number; part: number },
) {
  const startMs = 1_760_000_000_000;
  const { segments } = await makeSegments({
    ...{ folder: join(folder, kind), ffmpegPath, kind, seconds, startMs },
    ...{ noisy: true, size: { width: 384, height: 192 } },
  });
  const cut = join(folder, `${kind}.mp4`);
  const [fromMs, toMs] = [startMs + edgesMs, startMs + seconds * 1000 - edgesMs];
  const clip = await cutClip({
    ...{ segments, fromMs, toMs, outFile: cut, workDir: folder, ffmpegPath, log },
  });
  const outFile = join(folder, `${kind}-fit.mp4`);
  const maxBytes = Math.round(clip.bytes * part);
  const fitted = await fitClip({ ...clip, file: cut, maxBytes, outFile, ffmpegPath, log });
  expect(fitted.reencoded).toBe(true);
  return { outFile, before: await probeMp4(cut), after: await probeMp4(outFile) };
}

test('pictures keep their own times, and sound stays with them', async () => {
  const { outFile, before, after } = await cutAndFit('embedded', {
    ...{ seconds: 12, edgesMs: 0, part: 0.5 },
  });
  for (const time of after.frameTimes) {
    expect(Math.min(...before.frameTimes.map((own) => Math.abs(own - time)))).toBeLessThan(1);
  }
  expect(after.frameTimes.filter((ms) => ms > 6050 && ms < 10_400)).toHaveLength(4);
  const heard = (await readBeeps(ffmpegPath, outFile)).filter((at) => at > 300);
  expect(heard.length).toBeGreaterThan(9);
  for (const at of heard) expect(Math.abs(((at + 500) % 1000) - 500)).toBeLessThan(20);
});

test("Egress's pictures, with B-frames, keep their times in a file that strict readers take", async () => {
  const { outFile, before, after } = await cutAndFit('egress', {
    ...{ seconds: 8, edgesMs: 500, part: 0.7 },
  });
  expect(after.frameTimes).toHaveLength(before.frameTimes.length);
  for (const [i, time] of after.frameTimes.entries()) {
    expect(Math.abs(time - (before.frameTimes[i] ?? 0))).toBeLessThan(1);
  }
  const file = createFile();
  const wrong: string[] = [];
  file.onError = (module, message) => wrong.push(`${module}: ${message}`);
  const bytes = new Uint8Array(await readFile(outFile));
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes.buffer, 0), true);
  file.flush();
  const boxes = file.boxes.map(({ type }) => type).filter((type) => type !== 'free');
  expect(boxes).toEqual(['ftyp', 'moov', 'mdat']);
  const [picture, sound] = [file.getTrackById(1), file.getTrackById(2)];
  expect(picture.samples).toHaveLength(before.frameTimes.length);
  for (const { samples, edts } of [picture, sound]) {
    expect(edts).toBeUndefined();
    expect(samples[0]).toMatchObject({ cts: 0, is_sync: true });
  }
  expect(wrong).toEqual([]);
});

test('what would be unwatchable is refused in words, and leaves nothing', async () => {
  const before = await readdir(folder);
  const outFile = join(folder, 'hopeless.mp4');
  const fitted = fitClip({ ...noise, maxBytes: 12_000, outFile, ffmpegPath, log });
  await expect(fitted).rejects.toMatchObject({ name: 'DoesNotFit', status: 413, longestMs: 1000 });
  expect(await readdir(folder)).toEqual(before);
});

test('aborted, it leaves nothing', async () => {
  const before = await readdir(folder);
  const abort = new AbortController();
  const outFile = join(folder, 'aborted.mp4');
  const fitted = fitClip({
    ...{ ...noise, maxBytes: MIB, outFile, ffmpegPath, log, signal: abort.signal },
    onProgress: () => abort.abort(new Error('no longer wanted')),
  });
  setTimeout(() => abort.abort(new Error('no longer wanted')), 300);
  await expect(fitted).rejects.toThrow('no longer wanted');
  expect(await readdir(folder)).toEqual(before);
});
