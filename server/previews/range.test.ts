import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cutClip } from '../clips/cut.ts';
import { probeMp4 } from '../clips/media/probe.ts';
import { type Material, readBeeps, readNumbers } from '../clips/test-material.ts';
import { cleanSegments } from '../segments/clean.ts';
import type { Preview } from './preview.ts';
import { lengthOf, TICKS_PER_MS } from './preview.ts';
import type { Previews } from './previews.ts';
import type { PreviewedRange } from './range.ts';
import { ADA, openTestPreviews, type TestPreviews } from './test-previews.ts';

// Real encoders, maybe on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const T = Date.UTC(2026, 0, 1);
/** Where the range begins on a still page, the picture from before is repeated; see planRun. */
const STILL_MS = 100;

let t: TestPreviews;
let previews: Previews;
beforeAll(async () => {
  t = await openTestPreviews(() => T + 60_000);
  previews = await t.start();
});
afterAll(() => t.close());

interface Picture {
  id: number;
  /** Media time, ms. */
  ms: number;
}

/** What the preview shows, by what was recorded: one material for each of its parts without a break. */
function picturesOf({ segments }: Preview, materials: Material[]): Picture[] {
  const begins = segments.filter(({ breaks }) => breaks).map(({ at }) => at / TICKS_PER_MS);
  expect(begins).toHaveLength(materials.length);
  return materials.flatMap(({ frames }, i) =>
    frames.map(({ id, ms }) => ({
      id,
      ms: (begins[i] as number) + ms - (frames[0] as { ms: number }).ms,
    })),
  );
}

/** What a clip of [from, to) has to show. A picture within a millisecond is meant. */
function expected(pictures: Picture[], from: number, to: number) {
  const meant = (at: number) => pictures.find(({ ms }) => Math.abs(ms - at) <= 1)?.ms ?? at;
  const [fromMs, toMs] = [meant(from), meant(to)];
  const inside = pictures.filter(({ ms }) => ms >= fromMs && ms < toMs);
  const before = pictures.findLast(({ ms }) => ms < fromMs);
  const first = inside[0]?.ms ?? toMs;
  const shown =
    before && first - fromMs > STILL_MS ? [{ id: before.id, ms: fromMs }, ...inside] : inside;
  const origin = shown[0]?.ms ?? fromMs;
  return { origin, ids: shown.map(({ id }) => id), times: shown.map(({ ms }) => ms - origin) };
}

let cuts = 0;
async function cut(range: PreviewedRange, gaps: 'cut' | 'still' = 'cut') {
  const outFile = join(t.folder, `cut-${++cuts}.mp4`);
  const { folder: workDir, ffmpegPath, log } = t;
  const clip = await cutClip({ ...range, gaps, outFile, workDir, ffmpegPath, log });
  return { clip, outFile };
}

async function check(preview: Preview, pictures: Picture[], fromMs: number, toMs: number) {
  const range = await t.take(previews, preview.id, fromMs, toMs);
  const { clip, outFile } = await cut(range);
  const { ids, times, origin } = expected(pictures, fromMs, toMs);
  expect(await readNumbers(t.ffmpegPath, outFile)).toEqual(ids);
  const { frameTimes } = await probeMp4(outFile);
  const worst = Math.max(...times.map((time, i) => Math.abs(time - (frameTimes[i] ?? 1e9))));
  expect(worst).toBeLessThan(2);
  expect(Math.abs(clip.durationMs - (toMs - origin))).toBeLessThan(2);
  return { clip, outFile, origin };
}

/** Repeatable, so that a failure can be looked at. */
function randomRanges(count: number, lengthMs: number, seed: number): [string, number, number][] {
  let state = seed;
  const random = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  return Array.from({ length: count }, () => {
    const from = Math.floor(random() * (lengthMs - 1500));
    return ['anywhere', from, Math.floor(from + 1000 + random() * (lengthMs - from - 1000))];
  });
}

describe('of a buffer with a gap, another size and another recorder', () => {
  let preview: Preview;
  let pictures: Picture[];
  let firstPart: number;
  beforeAll(async () => {
    const materials = [
      await t.record({ kind: 'embedded', seconds: 12, startMs: T }),
      await t.record({
        ...{ kind: 'embedded', seconds: 5, startMs: T + 19_000 },
        size: { width: 384, height: 192 },
      }),
      await t.record({ kind: 'egress', seconds: 6, startMs: T + 30_000 }),
    ];
    preview = await previews.open(ADA, { of: 'buffer' });
    pictures = picturesOf(preview, materials);
    firstPart = preview.segments.find(({ breaks, at }) => breaks && at > 0)?.at ?? 0;
    firstPart /= TICKS_PER_MS;
  });

  test('it is as long as what was recorded', () => {
    expect(preview.segments.filter(({ breaks }) => breaks)).toHaveLength(3);
    expect(Math.abs(lengthOf(preview) / TICKS_PER_MS - 23_000)).toBeLessThan(50);
    expect(preview).toMatchObject({ width: 192, height: 96, hasSound: true });
    expect(Math.abs(preview.frameMs - 100 / 3)).toBeLessThan(1);
  });

  test.each<[string, number, number]>([
    ['in one segment', 2300, 3400],
    ['at segments', 2000, 6000],
    ['on a still page', 7100, 9900],
    ['over the gap', 10_500, 13_700],
    ['over both', 11_111, 18_001],
    ...randomRanges(3, 23_000, 7),
  ])('a range %s, %i to %i ms, comes out picture by picture', async (_, fromMs, toMs) => {
    await check(preview, pictures, fromMs, toMs);
  });

  test('the whole', async () => {
    const { clip } = await check(preview, pictures, 0, lengthOf(preview) / TICKS_PER_MS);
    expect(clip.fromMs).toBe(T);
    expect(Math.abs(clip.toMs - (T + 36_000))).toBeLessThan(50);
    expect(Math.abs(clip.gapsMs - 13_000)).toBeLessThan(50);
  });

  test('up to the gap, and from it on', async () => {
    const { clip: before } = await check(preview, pictures, firstPart - 1500, firstPart);
    expect(Math.abs(before.toMs - (T + 12_000))).toBeLessThan(30);
    const { clip: after } = await check(preview, pictures, firstPart, firstPart + 1500);
    expect(Math.abs(after.fromMs - (T + 19_000))).toBeLessThan(30);
  });

  test('moments that were rounded to whole milliseconds mean their pictures', async () => {
    const near = pictures.filter(({ ms }) => ms > 500 && Math.abs(ms - Math.round(ms)) > 0.2);
    const at = (ms: number) => near.find((picture) => picture.ms > ms)?.ms as number;
    for (const round of [Math.round, Math.floor, Math.ceil]) {
      const [from, to] = [at(700), at(4300)];
      const range = await t.take(previews, preview.id, round(from), round(to));
      const { outFile } = await cut(range);
      expect(await readNumbers(t.ffmpegPath, outFile)).toEqual(expected(pictures, from, to).ids);
    }
  });

  test('sound stays with its picture, over the gap too', async () => {
    const { outFile } = await check(preview, pictures, 10_500, 15_500);
    const heard = (await readBeeps(t.ffmpegPath, outFile)).filter((at) => at > 300);
    expect(heard.length).toBeGreaterThan(3);
    for (const at of heard) expect(Math.abs(((at + 10_500 + 500) % 1000) - 500)).toBeLessThan(60);
  });

  test('with gaps as stills, the gap lasts its time', async () => {
    const range = await t.take(previews, preview.id, 11_000, 13_000);
    const { clip } = await cut(range, 'still');
    expect(Math.abs(clip.durationMs - 9000)).toBeLessThan(50);
  });

  test('the cleaner takes the buffer away, and the range stays what it was', async () => {
    const { log, segmentsPath } = t;
    const far = { nowMs: Date.now() + 1e9, windowMs: 60_000 };
    const held = await t.take(previews, preview.id, 3210, 14_567);
    const { deleted, kept } = await cleanSegments({ segmentsPath, log, ...far });
    expect(deleted).toBeGreaterThan(10);
    expect(kept).toBe(0);
    await check(preview, pictures, 3210, 14_567);

    // What is to be cut outlives the preview, too.
    await previews.close(ADA, preview.id);
    const { outFile } = await cut(held);
    const { ids } = expected(pictures, 3210, 14_567);
    expect(await readNumbers(t.ffmpegPath, outFile)).toEqual(ids);
  });
});

describe.each(['embedded', 'egress'] as const)('of a clip of what %s recorded', (kind) => {
  const startMs = T + (kind === 'embedded' ? 0 : 3_600_000);
  let preview: Preview;
  let pictures: Picture[];
  let material: Material;
  beforeAll(async () => {
    material = await t.record({ kind, seconds: 16, startMs });
    const range = { fromMs: startMs + 1250, toMs: startMs + 13_777 };
    const clip = await t.keepClip(kind, { ...range, segments: material.segments });
    preview = await previews.open(ADA, { clipId: kind });
    const { ids, times } = expected(
      material.frames.map(({ id, ms }) => ({ id, ms: ms - startMs })),
      1250,
      13_777,
    );
    pictures = ids.map((id, i) => ({ id, ms: times[i] as number }));
    expect(preview).toMatchObject({ of: 'clip', clipId: kind, title: 'Ace', sharerId: ADA });
    expect(lengthOf(preview) / TICKS_PER_MS).toBeCloseTo(clip.durationMs, -1);
    expect(preview.segments.filter(({ breaks }) => breaks)).toHaveLength(1);
  });

  test.each<[string, number, number]>([
    ['in its first group, which was encoded', 100, 1150],
    ['on a still page', 5900, 8200],
    ['in its last group', 11_000, 12_480],
    ...randomRanges(2, 12_500, 11),
  ])('a range %s, %i to %i ms, comes out picture by picture', async (_, fromMs, toMs) => {
    await check(preview, pictures, fromMs, toMs);
  });

  test('the whole is the clip again, on its own clock', async () => {
    const { clip } = await check(preview, pictures, 0, lengthOf(preview) / TICKS_PER_MS);
    expect(Math.abs(clip.fromMs - (startMs + 1250))).toBeLessThan(40);
    expect(Math.abs(clip.toMs - (startMs + 13_777))).toBeLessThan(3);
  });

  test('a clip of that clip can be trimmed, too, and once more', async () => {
    let shown = pictures;
    let source = preview;
    for (const name of ['second', 'third']) {
      const range = await t.take(previews, source.id, 333, lengthOf(source) / 90 - 777);
      await t.keepClip(`${kind}-${name}`, range);
      const { ids, times } = expected(shown, 333, lengthOf(source) / 90 - 777);
      shown = ids.map((id, i) => ({ id, ms: times[i] as number }));
      source = await previews.open(ADA, { clipId: `${kind}-${name}` });
      await check(source, shown, 1500, 6789);
    }
  });

  test('the clip may go while it is trimmed', async () => {
    const own = await previews.open(ADA, { clipId: kind });
    await rm(t.clips.file(kind));
    await check(own, pictures, 2500, 7000);
  });
});

test('of a clip without sound', async () => {
  const startMs = T + 7_200_000;
  const made = await t.record({ kind: 'embedded', seconds: 6, startMs, sound: false });
  const range = { segments: made.segments, fromMs: startMs, toMs: startMs + 5500 };
  await t.keepClip('silent', range);
  const preview = await previews.open(ADA, { clipId: 'silent' });
  expect(preview.hasSound).toBe(false);
  const [first] = made.frames;
  const pictures = made.frames.map(({ id, ms }) => ({ id, ms: ms - (first?.ms ?? 0) }));
  const shown = pictures.filter(({ ms }) => ms < 5500);
  await check(preview, shown, 1234, 4321);
});

test('the voice beside it goes along, out of the cleaner’s reach from when it was opened', async () => {
  const startMs = T + 40_000;
  await t.record({ kind: 'embedded', seconds: 6, startMs });
  const spoken = join(t.folder, 'spoken');
  await mkdir(spoken, { recursive: true });
  for (let second = 0; second < 6; second++) {
    const file = join(spoken, `${second}.ts`);
    await writeFile(file, `second ${second}`);
    const time = { startMs: startMs + second * 1000, durationMs: 1000 };
    t.said.push({ file, ...time, folder: spoken, discontinuity: false });
  }
  const preview = await previews.open(ADA, { of: 'buffer' });
  await rm(spoken, { recursive: true });
  t.said.length = 0;
  const begin = preview.segments.find((one) => one.startMs === startMs);
  const atMs = (begin?.at ?? Number.NaN) / TICKS_PER_MS;
  const { voice } = await t.take(previews, preview.id, atMs + 1500, atMs + 3500);
  const texts = await Promise.all(voice.map(({ file }) => readFile(file, 'utf8')));
  expect(texts).toEqual(['second 1', 'second 2', 'second 3']);
  const silent = await t.take(previews, preview.id, 0, 1500);
  expect(silent.voice).toEqual([]);
});
