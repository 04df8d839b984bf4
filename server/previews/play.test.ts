import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lookAt } from '../clips/media/h264.ts';
import { readTs, type Unit } from '../clips/media/ts.ts';
import { type Material, readNumbers } from '../clips/test-material.ts';
import { readPpsId, readSps } from '../h264/parameter-sets.ts';
import type { Segment } from '../segments/range.ts';
import { placeSegments } from './place.ts';
import { segmentToPlay } from './play.ts';
import { type Preview, TICKS_PER_MS } from './preview.ts';
import { ALIVE_FOR_MS, type Previews } from './previews.ts';
import { ADA, openTestPreviews, type TestPreviews } from './test-previews.ts';
import { playlistOf, viewOf } from './view.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);

let t: TestPreviews;
let previews: Previews;
let materials: [Material, Material, Material];
let preview: Preview;
beforeAll(async () => {
  t = await openTestPreviews(() => T + 40_000);
  previews = await t.start();
  materials = [
    await t.record({ kind: 'embedded', seconds: 6, startMs: T }),
    await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 }),
    await t.record({
      ...{ kind: 'embedded', seconds: 4, startMs: T + 30_000 },
      size: { width: 384, height: 192 },
    }),
  ];
  preview = await previews.open(ADA, { of: 'buffer' });
});
afterAll(() => t.close());

/** Everything that a player gets, in a folder. */
async function download(shown: Preview) {
  const { id, segments } = shown;
  const folder = join(t.folder, `played-${id}`);
  await mkdir(folder, { recursive: true });
  const playlist = join(folder, 'playlist.m3u8');
  await writeFile(playlist, playlistOf(shown));
  const files: string[] = [];
  for (const { name } of segments) {
    files.push(join(folder, name));
    await writeFile(join(folder, name), await previews.segment(ADA, id, name));
  }
  return { playlist, files };
}

test('the view says where everything is, and the playlist agrees', async () => {
  const view = viewOf(preview, { aliveForMs: ALIVE_FOR_MS, longestMs: 3600_000 });
  const gaps = view.segments.map(({ gapBefore }) => gapBefore);
  expect(gaps).toEqual([false, false, false, true, false, true, false]);
  const tenths = view.segments.map(({ atMs }) => Math.round((atMs - T) / 100));
  expect(tenths).toEqual([0, 20, 40, 120, 140, 300, 320]);
  const [first, second] = view.segments;
  expect(second?.startMs).toBe(first?.durationMs);
  expect(first?.bytes).toBe((await stat(materials[0].segments[0]!.file)).size);
  expect(view).toMatchObject({ of: 'buffer', aliveForMs: 90_000, hasSound: true });

  const text = playlistOf(preview);
  expect(text.trim().split('\n').at(-1)).toBe('#EXT-X-ENDLIST');
  const listed = [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, s]) => Number(s) * 1000);
  let at = 0;
  for (const [i, { startMs }] of view.segments.entries()) {
    expect(Math.abs(at - startMs)).toBeLessThan(0.51);
    at += listed[i] as number;
  }
});

test('every picture has its media time, over gaps, B-frames and sizes', async () => {
  const { playlist, files } = await download(preview);
  const shown = await readNumbers(t.ffmpegPath, playlist);
  expect(shown).toEqual(materials.flatMap(({ frames }) => frames.map(({ id }) => id)));

  const begins = preview.segments.filter(({ breaks }) => breaks).map(({ at }) => at / TICKS_PER_MS);
  const due = materials.flatMap(({ frames }, i) =>
    frames.map(({ ms }) => (begins[i] as number) + ms - (frames[0] as { ms: number }).ms),
  );
  const video: Unit[] = [];
  const audio: Unit[] = [];
  for (const file of files) {
    const units = await readTs(file);
    video.push(...units.video);
    audio.push(...units.audio);
  }
  const [origin = 0, ...times] = video.map(({ pts }) => pts).sort((a, b) => a - b);
  const played = [0, ...times.map((pts) => (pts - origin) / TICKS_PER_MS)];
  expect(played).toHaveLength(due.length);
  for (const [i, ms] of due.entries()) {
    expect(Math.abs((played[i] as number) - ms)).toBeLessThan(1.1);
  }
  // Nothing comes before the first picture: players would take that for the beginning.
  expect(Math.min(...audio.map(({ pts }) => pts))).toBeGreaterThanOrEqual(origin);
});

test('of a segment that was cut off, what comes after is not played', async () => {
  const { segments } = materials[0];
  const cutOff = { ...(segments[1] as Segment), durationMs: 700, cutOff: true as const };
  const held = [segments[0], cutOff] as Segment[];
  const placed = await placeSegments(held, t.log);
  // By their own names, wherever they lie.
  const own = placed.segments.map((one, i) => ({ ...one, name: held[i]?.file ?? '' }));
  const shown: number[] = [];
  for (const i of own.keys()) {
    const file = join(t.folder, `cut-off-${i}.ts`);
    await writeFile(file, await segmentToPlay('/', own, i));
    shown.push(...(await readNumbers(t.ffmpegPath, file)));
  }
  const due = materials[0].frames.filter(({ ms }) => ms < cutOff.startMs + 700);
  expect(shown).toEqual(due.map(({ id }) => id));
});

test("a clip's keyframes declare a pair of parameter sets that hls.js takes together", async () => {
  const { segments } = materials[0];
  await t.keepClip('9', { segments, fromMs: T + 500, toMs: T + 5500 });
  const { files } = await download(await previews.open(ADA, { clipId: '9' }));
  let keyframes = 0;
  for (const file of files) {
    for (const { data } of (await readTs(file)).video) {
      const { key, sets } = lookAt(data);
      if (!key) continue;
      keyframes++;
      expect(sets.sps).toHaveLength(2);
      const [first, last] = [sets.sps[0] as Buffer, sets.pps.at(-1) as Buffer];
      // x264 and recorders give both sets of a pair one number.
      expect(readPpsId(last)).toBe(readSps(first).id);
    }
  }
  expect(keyframes).toBe(3);
});
