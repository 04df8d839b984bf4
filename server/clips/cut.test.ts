import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import type { Segment } from '../segments/range.ts';
import { clockAt, placeInClip } from './clip-clock.ts';
import { type CutOptions, cutClip } from './cut.ts';
import { probeMp4 } from './media/probe.ts';
import { type Material, makeSegments, readBeeps, readNumbers } from './test-material.ts';

// Real encoders, maybe on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const START_MS = 1_760_000_000_000;
/** Where the range begins on a still page, the picture from before is repeated; see planRun. */
const STILL_MS = 100;
const log = createLog('silent');
let folder: string;
let ffmpegPath: string;
let embedded: Material;
let egress: Material;

beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
  folder = await mkdtemp(join(tmpdir(), 'hindsight-cut-'));
  const common = { ffmpegPath, seconds: 16, startMs: START_MS };
  [embedded, egress] = await Promise.all([
    makeSegments({ ...common, folder: join(folder, 'embedded'), kind: 'embedded' }),
    makeSegments({ ...common, folder: join(folder, 'egress'), kind: 'egress' }),
  ]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function cut(
  segments: Segment[],
  fromMs: number,
  toMs: number,
  gaps: CutOptions['gaps'] = 'cut',
) {
  const workDir = await mkdtemp(join(folder, 'work-'));
  const outFile = join(workDir, 'clip.mp4');
  const inRange = segments.filter((s) => s.startMs < toMs && s.startMs + s.durationMs > fromMs);
  const options = { segments: inRange, fromMs, toMs, gaps, outFile, workDir, ffmpegPath, log };
  const result = cutClip(options);
  return { workDir, outFile, result };
}

/** What a clip of [fromMs, toMs) has to show, and when. */
function expected({ frames }: Material, fromMs: number, toMs: number) {
  const inside = frames.filter(({ ms }) => ms >= fromMs && ms < toMs);
  const before = frames.findLast(({ ms }) => ms < fromMs);
  const first = inside[0]?.ms ?? toMs;
  const shown =
    before && first - fromMs > STILL_MS ? [{ id: before.id, ms: fromMs }, ...inside] : inside;
  const origin = shown[0]?.ms ?? fromMs;
  return { origin, ids: shown.map(({ id }) => id), times: shown.map(({ ms }) => ms - origin) };
}

async function checkClip(material: Material, fromMs: number, toMs: number) {
  const { result, outFile } = await cut(material.segments, fromMs, toMs);
  const clip = await result;
  const { origin, ids, times } = expected(material, fromMs, toMs);
  const facts = await probeMp4(outFile);

  expect(await readNumbers(ffmpegPath, outFile)).toEqual(ids);
  expect(facts.frameTimes).toHaveLength(times.length);
  const worst = Math.max(...times.map((time, i) => Math.abs(time - (facts.frameTimes[i] ?? 1e9))));
  expect(worst).toBeLessThan(2);
  expect(facts.frameTimes[0]).toBe(0);
  expect(Math.abs(clip.fromMs - origin)).toBeLessThan(2);
  expect(Math.abs(clip.durationMs - (toMs - origin))).toBeLessThan(2);

  // Near the ends a beep may be cut in two.
  const due = material.beeps
    .map((ms) => ms - origin)
    .filter((ms) => ms > 330 && ms < clip.durationMs - 130);
  const heard = due.length > 0 ? await readBeeps(ffmpegPath, outFile) : [];
  for (const ms of due) {
    expect(Math.min(...heard.map((at) => Math.abs(at - ms)))).toBeLessThan(20);
  }
  return { clip, facts, outFile };
}

/** Repeatable, so that a failure can be looked at. */
function randomRanges(count: number, seconds: number, seed: number): [number, number][] {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return Array.from({ length: count }, () => {
    const from = Math.floor(random() * (seconds - 2) * 1000);
    return [from, Math.floor(from + 300 + random() * (seconds * 1000 - from - 300))];
  });
}

describe('shows every picture of the range at its own time, and no other', () => {
  test.each([
    [0, 16_000],
    [2000, 6000],
    [6500, 6900],
    [7100, 9900],
    [5990, 6020],
    ...randomRanges(6, 16, 7),
  ])('pictures at times of their own, %i to %i ms', async (from, to) => {
    await checkClip(embedded, START_MS + from, START_MS + to);
  });

  test.each([[0, 16_000], [2000, 6000], [3990, 4030], ...randomRanges(4, 16, 11)])(
    'B-frames, %i to %i ms',
    async (from, to) => {
      await checkClip(egress, START_MS + from, START_MS + to);
    },
  );
});

test('an MP4 that strict readers take', async () => {
  const { outFile, clip, facts } = await checkClip(egress, START_MS + 1234, START_MS + 7777);
  expect(clip).toMatchObject({ width: 192, height: 96, hasAudio: true, gapsMs: 0 });
  expect(facts.videoCodec).toMatch(/^avc1\.4d/);
  expect(facts.audioCodec).toBe('mp4a.40.2');

  const { createFile, MP4BoxBuffer } = await import('mp4box');
  const bytes = await readFile(outFile);
  const file = createFile();
  const names: string[] = [];
  const info = new Promise<{ tracks: { nb_samples: number }[] }>((resolve, reject) => {
    file.onReady = resolve;
    file.onError = (module, message) => reject(new Error(`${module}: ${message}`));
  });
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0), true);
  file.flush();
  for (const box of file.boxes) names.push(box.type ?? '');
  expect(names.filter((name) => name !== 'free')).toEqual(['ftyp', 'moov', 'mdat']);
  expect((await info).tracks[0]?.nb_samples).toBe(facts.frameTimes.length);
  const entry = file.getTrackById(1).mdia.minf.stbl.stsd.entries[0] as unknown as {
    avcC: { SPS: unknown[]; PPS: unknown[] };
  };
  expect(entry.avcC.SPS).toHaveLength(2);
  expect(entry.avcC.PPS).toHaveLength(2);
  expect(file.getTrackById(1).edts).toBeUndefined();
});

test('a lost segment is cut out, and sound stays with its picture', async () => {
  const [from, to] = [START_MS + 1000, START_MS + 15_000];
  const lost = egress.segments[3] as Segment;
  const { result, outFile } = await cut(
    egress.segments.map((s) => (s === lost ? { ...s, file: `${s.file}.gone` } : s)),
    from,
    to,
  );
  const clip = await result;
  expect(Math.round(clip.gapsMs)).toBe(2000);
  expect(Math.round(clip.durationMs)).toBe(12_000);
  const kept = egress.frames.filter(
    ({ ms }) =>
      ms >= from && ms < to && (ms < lost.startMs || ms >= lost.startMs + lost.durationMs),
  );
  expect(await readNumbers(ffmpegPath, outFile)).toEqual(kept.map(({ id }) => id));
  const heard = (await readBeeps(ffmpegPath, outFile)).filter((at) => at > 300);
  expect(heard.length).toBeGreaterThan(9);
  for (const at of heard) expect(Math.abs(((at + 500) % 1000) - 500)).toBeLessThan(20);
});

describe.each(['cut', 'still'] as const)('with gaps: %s', (gaps) => {
  test('it is known of every picture when it was shown', async () => {
    const lost = [egress.segments[2], egress.segments[5]] as Segment[];
    const there = egress.segments.filter((segment) => !lost.includes(segment));
    const { result, outFile } = await cut(there, START_MS + 1000, START_MS + 15_000, gaps);
    const clip = await result;
    expect(clip.clock).toHaveLength(gaps === 'cut' ? 3 : 1);
    const { frameTimes } = await probeMp4(outFile);
    const ids = await readNumbers(ffmpegPath, outFile);
    const kept = egress.frames.filter(
      ({ ms }) =>
        ms >= clip.fromMs - 1 &&
        ms < START_MS + 15_000 &&
        !lost.some((one) => ms >= one.startMs && ms < one.startMs + one.durationMs),
    );
    for (const { id, ms } of kept) {
      const time = frameTimes[ids.indexOf(id)] as number;
      expect(Math.abs(placeInClip(clip, ms) - time)).toBeLessThan(2);
      expect(Math.abs(clockAt(clip.clock, time + 1) - 1 - ms)).toBeLessThan(3);
    }
    const [first, second] = lost as [Segment, Segment];
    const inGap = placeInClip(clip, first.startMs + 1500);
    const gapMs = first.startMs - clip.fromMs + (gaps === 'cut' ? 0 : 1500);
    expect(Math.abs(inGap - gapMs)).toBeLessThan(2);
    expect(placeInClip(clip, second.startMs + 1500)).toBeGreaterThan(inGap);
  });
});

test('a torn segment costs its end only', async () => {
  const copies = await makeSegments({
    ...{
      folder: join(folder, 'torn'),
      ffmpegPath,
      kind: 'embedded',
      seconds: 6,
      startMs: START_MS,
    },
  });
  await truncate((copies.segments[1] as Segment).file, 5000);
  const { result, outFile } = await cut(copies.segments, START_MS, START_MS + 6000);
  await result;
  const ids = await readNumbers(ffmpegPath, outFile);
  expect(ids.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  expect(ids.at(-1)).toBe(179);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test('another size, another recorder, no sound: one clip all the same', async () => {
  const parts = [
    { kind: 'embedded', startMs: START_MS, sound: true },
    { kind: 'embedded', startMs: START_MS + 4000, size: { width: 384, height: 192 } },
    { kind: 'egress', startMs: START_MS + 9000, sound: false },
  ] as const;
  const made = await Promise.all(
    parts.map((part, i) =>
      makeSegments({ ...part, folder: join(folder, `mixed-${i}`), ffmpegPath, seconds: 4 }),
    ),
  );
  const segments = made.flatMap((material) => material.segments);
  const { result, outFile } = await cut(segments, START_MS + 500, START_MS + 12_500);
  const clip = await result;
  expect(Math.abs(clip.gapsMs - 1000)).toBeLessThan(50);
  const ids = await readNumbers(ffmpegPath, outFile);
  const all = Array.from({ length: 120 }, (_, i) => i);
  const first = expected(made[0] as Material, START_MS + 500, START_MS + 4000).ids;
  expect(ids).toEqual([...first, ...all, ...all.slice(0, 105)]);
  const heard = (await readBeeps(ffmpegPath, outFile)).filter((at) => at > 300);
  expect(heard.length).toBe(7);
  for (const at of heard) {
    const phase = (at + clip.fromMs - START_MS + 500) % 1000;
    expect(Math.abs(phase - 500)).toBeLessThan(20);
  }
});

test('without sound there is no sound track', async () => {
  const silent = await makeSegments({
    ...{ folder: join(folder, 'silent'), ffmpegPath, kind: 'embedded', seconds: 4 },
    ...{ startMs: START_MS, sound: false },
  });
  const { result, outFile } = await cut(silent.segments, START_MS + 700, START_MS + 3000);
  expect((await result).hasAudio).toBe(false);
  expect((await probeMp4(outFile)).audioCodec).toBeNull();
});

describe('a failure leaves nothing behind', () => {
  test('nothing recorded there', async () => {
    const { result, workDir } = await cut(embedded.segments, START_MS - 5000, START_MS - 1000);
    await expect(result).rejects.toThrow('Nothing was recorded');
    expect(await readdir(workDir)).toEqual([]);
  });

  test('no segment can be read', async () => {
    const gone = embedded.segments.map((s) => ({ ...s, file: `${s.file}.gone` }));
    const { result, workDir } = await cut(gone, START_MS, START_MS + 4000);
    await expect(result).rejects.toThrow('Nothing was recorded');
    expect(await readdir(workDir)).toEqual([]);
  });

  test('ffmpeg fails, and tells what it was asked', async () => {
    const workDir = await mkdtemp(join(folder, 'work-'));
    const result = cutClip({
      ...{ segments: embedded.segments, fromMs: START_MS + 500, toMs: START_MS + 3000 },
      ...{ outFile: join(workDir, 'clip.mp4'), workDir, ffmpegPath: '/bin/false', log },
    });
    await expect(result).rejects.toThrow('/bin/false');
    expect(await readdir(workDir)).toEqual([]);
  });

  test.each(['before the start', 'while it writes'])('aborted %s', async (when) => {
    const abort = new AbortController();
    const reason = new Error('the server goes down');
    const stop = () => abort.abort(reason);
    if (when === 'before the start') stop();
    const workDir = await mkdtemp(join(folder, 'work-'));
    const result = cutClip({
      ...{ segments: egress.segments, fromMs: START_MS + 500, toMs: START_MS + 15_000 },
      ...{ outFile: join(workDir, 'clip.mp4'), workDir, ffmpegPath, log },
      ...{ signal: abort.signal, onProgress: stop },
    });
    await expect(result).rejects.toBe(reason);
    expect(await readdir(workDir)).toEqual([]);
  });
});

test('of a segment that was cut off, what comes after is not shown', async () => {
  const [first, second] = embedded.segments as [Segment, Segment];
  const durationMs = 700;
  const segments = [first, { ...second, durationMs, cutOff: true as const }];
  const toMs = second.startMs + second.durationMs;
  const { result, outFile } = await cut(segments, first.startMs, toMs);
  const { ids } = expected(embedded, first.startMs, second.startMs + durationMs);
  expect((await result).toMs).toBe(second.startMs + durationMs);
  expect(await readNumbers(ffmpegPath, outFile)).toEqual(ids);
});
