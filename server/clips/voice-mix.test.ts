import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { LEVEL_MS, levelsAt } from '../../e2e/support/clip/pitch.ts';
import { silence } from '../aac.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { TsWriter } from '../recorder/embedded/segments/ts-writer.ts';
import { SILENT_FRAME } from '../recorder/embedded/sound/adts.ts';
import type { Segment } from '../segments/range.ts';
import { cutClip } from './cut.ts';
import { type Material, makeSegments } from './test-material.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const START_MS = 1_760_000_000_000;
const HUM = 5000;
/** The hum's amplitude is 0.25. */
const LOUD = 0.1;
const QUIET = 0.01;
const FRAME_MS = 1024 / 48;
const log = createLog('silent');
let folder: string;
let ffmpegPath: string;
let share: Material;
let mute: Material;
/** Ten seconds of hum from two seconds in. */
let voice: Segment[];

beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-mix-'));
  const common = { ffmpegPath, seconds: 16, startMs: START_MS, kind: 'embedded' as const };
  [share, mute] = await Promise.all([
    makeSegments({ ...common, folder: join(folder, 'share') }),
    makeSegments({ ...common, folder: join(folder, 'mute'), sound: false }),
  ]);
  voice = await hum(START_MS + 2000, 10);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Segments as Egress would write them of a microphone. */
async function hum(startMs: number, seconds: number, rate = 48_000): Promise<Segment[]> {
  const into = join(folder, `voice-${startMs}`);
  await mkdir(into);
  await promisify(execFile)(ffmpegPath, [
    ...['-v', 'error', '-f', 'lavfi', '-t', String(seconds)],
    ...['-i', `aevalsrc=0.25*sin(2*PI*${HUM}*t):s=${rate}`, '-c:a', 'aac', '-ac', '2'],
    ...['-f', 'segment', '-segment_time', '1', '-segment_format', 'mpegts'],
    ...['-segment_list', join(into, 'list.csv'), join(into, '%05d.ts')],
  ]);
  const list = await readFile(join(into, 'list.csv'), 'utf8');
  return [...list.matchAll(/(.+\.ts),([\d.]+),([\d.]+)/g)].map(([, name = '', from, to]) => ({
    ...{ file: join(into, name), folder: into, discontinuity: false },
    startMs: startMs + Number(from) * 1000,
    durationMs: (Number(to) - Number(from)) * 1000,
  }));
}

async function cut(material: Material, said: Segment[] | undefined, fromMs: number, toMs: number) {
  const workDir = await mkdtemp(join(folder, 'work-'));
  const outFile = join(workDir, 'clip.mp4');
  await cutClip({
    ...{ segments: material.segments, fromMs: START_MS + fromMs, toMs: START_MS + toMs },
    ...{ outFile, workDir, ffmpegPath, log, ...(said && { voice: said }) },
  });
  // Nothing else is left.
  expect(await readdir(workDir)).toEqual(['clip.mp4']);
  return outFile;
}

/** Where the hum begins and ends, ms from the clip's start. */
async function humIn(file: string) {
  const levels = await levelsAt(file, HUM);
  const loud = levels.map((level) => level > LOUD);
  const [first, last] = [loud.indexOf(true), loud.lastIndexOf(true)];
  const gaps = loud.slice(first, last).filter((one) => !one).length;
  return { fromMs: first * LEVEL_MS, toMs: (last + 1) * LEVEL_MS, gapsMs: gaps * LEVEL_MS };
}

test('a voice is heard in its place beside the sound of the share, which stays in its own', async () => {
  const file = await cut(share, voice, 1000, 14_000);
  const heard = await humIn(file);
  expect(Math.abs(heard.fromMs - 1000)).toBeLessThanOrEqual(40);
  expect(Math.abs(heard.toMs - 11_000)).toBeLessThanOrEqual(40);
  expect(heard.gapsMs).toBe(0);
  const beeps = await levelsAt(file, 1000);
  for (const second of [0, 3, 12]) {
    const at = (second * 1000 + 50) / LEVEL_MS;
    expect(beeps[at]).toBeGreaterThan(0.3);
    expect(beeps[at + 50]).toBeLessThan(QUIET);
  }
});

test('without a voice, or with one that says nothing, a clip is what it was, byte for byte', async () => {
  // A file tells when it was made.
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  onTestFinished(() => void vi.useRealTimers());
  const before = await readFile(await cut(share, undefined, 3000, 9000));
  expect(await readFile(await cut(share, [], 3000, 9000))).toEqual(before);
  // It was over before.
  const over = voice.filter(({ startMs }) => startMs < START_MS + 2500);
  expect(await readFile(await cut(share, over, 4000, 9000))).toEqual(
    await readFile(await cut(share, undefined, 4000, 9000)),
  );

  const still = join(folder, 'still.ts');
  const frames = Array.from({ length: 47 }, (_, i) => ({ pts: i * 1920, data: SILENT_FRAME }));
  await writeFile(still, new TsWriter({ isSoundOnly: true }).segment([], frames));
  const muted = {
    ...{ file: still, folder, startMs: START_MS + 4000, durationMs: 47 * FRAME_MS },
    discontinuity: false,
  };
  expect(SILENT_FRAME.subarray(7)).toEqual(silence(2));
  expect(await readFile(await cut(share, [muted], 3000, 9000))).toEqual(before);
});

test('a share without sound has the voice alone', async () => {
  const file = await cut(mute, voice, 4000, 8000);
  const heard = await humIn(file);
  expect(heard.fromMs).toBeLessThanOrEqual(20);
  expect(heard.toMs).toBeGreaterThan(3900);
  // Where it says nothing, there is no sound track at all.
  await expect(levelsAt(await cut(mute, voice, 13_000, 15_000), HUM)).rejects.toThrow('0:a:0');
});

test('what is missing of a voice, or cannot be read, is only the sound of the share', async () => {
  const torn = join(folder, 'torn.ts');
  await writeFile(torn, 'no MPEG-TS');
  const said = voice.flatMap((one, i) => {
    if (i === 3) return [];
    return i === 5 ? { ...one, file: torn } : one;
  });
  const levels = await levelsAt(await cut(share, said, 2000, 12_000), HUM);
  const quietMs = levels.filter((level) => level < LOUD).length * LEVEL_MS;
  // Two segments of about a second.
  expect(quietMs).toBeGreaterThan(1800);
  expect(quietMs).toBeLessThan(2400);
});

test('a voice of another recorder, with another rate, keeps its pitch and its place', async () => {
  const said = [...voice.slice(0, 3), ...(await hum(START_MS + 8000, 3, 44_100))];
  const levels = await levelsAt(await cut(share, said, 7000, 12_000), HUM);
  const loud = levels.map((level) => level > LOUD);
  expect(Math.abs(loud.indexOf(true) * LEVEL_MS - 1000)).toBeLessThanOrEqual(50);
  expect(Math.abs(loud.lastIndexOf(true) * LEVEL_MS - 4000)).toBeLessThanOrEqual(60);
});
