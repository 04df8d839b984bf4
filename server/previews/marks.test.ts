import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clip } from '../clips/clip.ts';
import { placeInClip } from '../clips/clip-clock.ts';
import { shelfOf } from '../clips/lists.ts';
import { type ClipMaker, createClipMaker } from '../clips/maker.ts';
import { probeMp4 } from '../clips/media/probe.ts';
import type { ClipOrder } from '../clips/order.ts';
import { type Material, readBeeps, readNumbers } from '../clips/test-material.ts';
import { NO_VOICE } from '../clips/test-voice.ts';
import type { Shares } from '../shares/shares.ts';
import { marksIn } from './marks.ts';
import { lengthOf, type Preview, TICKS_PER_MS } from './preview.ts';
import type { Previews } from './previews.ts';
import { ADA, openTestPreviews, type TestPreviews } from './test-previews.ts';
import { viewOf } from './view.ts';

// Real encoders, maybe on a machine that is busy otherwise.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);
const DAYS_MS = 3 * 24 * 3600_000;
const PLACE = { guildId: '10', channelId: '20' };
/** One before the share was interrupted, one meanwhile, one behind it; ms from T. */
const MARKS = { in: 3100, gap: 9000, late: 12_700 };

let t: TestPreviews;
let nowMs: number;
let previews: Previews;
let maker: ClipMaker;
let materials: Material[];
beforeEach(async () => {
  nowMs = T + 20_000;
  t = await openTestPreviews(() => nowMs);
  previews = await t.start();
  materials = [
    await t.record({ kind: 'embedded', seconds: 6, startMs: T }),
    await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 }),
  ];
  for (const [id, ms] of Object.entries(MARKS)) {
    await t.marks.add({ id, userId: ADA, ...PLACE, atMs: T + ms, label: id });
  }
  const { segments, clips, marks, queue, clipsPath, ffmpegPath, log } = t;
  maker = createClipMaker({
    ...{ segments, clips, marks, queue, clipsPath, ffmpegPath, log, now: () => nowMs },
    voice: NO_VOICE,
    ...{
      shares: { activeOf: async () => [], recentOf: async () => [] } as unknown as Shares,
      tempPath: join(t.folder, 'tmp'),
    },
  });
});
afterEach(() => t.close());

const order = (id: string, change: Partial<ClipOrder> = {}): ClipOrder => ({
  ...{ id, sharerId: ADA, requesterId: ADA, ...PLACE, to: 'library', last: false },
  ...{ fromMs: T + 1000, toMs: T + 15_500 },
  ...change,
});

/** What is selected of a preview becomes a clip, as the order for it says. */
async function trim(preview: Preview, id: string, fromMs: number, toMs: number, gaps?: 'still') {
  const range = await t.take(previews, preview.id, fromMs, toMs);
  const held = { folder: range.workDir, segments: range.segments };
  const { marks } = range;
  return maker.make(order(id, { fromMs: range.fromMs, toMs: range.toMs, held, marks, gaps }));
}

/** Later, when neither the buffer nor its marks are there any more. */
async function daysLater(clipId: string): Promise<Preview> {
  nowMs += DAYS_MS;
  expect(await t.marks.within(ADA, 0, nowMs)).toEqual([]);
  return previews.open(ADA, { clipId });
}

const markIds = ({ marks = [] }: Clip) => marks.map(({ label }) => label);

/** Where a clip shows its marks, the pictures of their moments are seen. */
async function checkPictures(clip: Clip) {
  const file = t.clips.file(clip.id);
  const { frameTimes } = await probeMp4(file);
  const ids = await readNumbers(t.ffmpegPath, file);
  for (const { atMs, label } of clip.marks ?? []) {
    if (label === 'gap') continue;
    const seen = ids[frameTimes.findLastIndex((ms) => ms <= placeInClip(clip, atMs) + 1)];
    const { frames } = materials[label === 'in' ? 0 : 1] as Material;
    expect(`${label} ${seen}`).toBe(`${label} ${frames.findLast(({ ms }) => ms <= atMs + 1)?.id}`);
  }
}

/** Near its ends and the gap a beep may be cut in two. */
async function checkSound(clip: Clip) {
  const heard = await readBeeps(t.ffmpegPath, t.clips.file(clip.id));
  const due = materials
    .flatMap(({ beeps }) => beeps)
    .filter((ms) => ms > clip.fromMs + 330 && ms < clip.toMs - 130);
  expect(due.length).toBeGreaterThan(5);
  for (const ms of due) {
    const place = placeInClip(clip, ms);
    expect(Math.min(...heard.map((at) => Math.abs(at - place)))).toBeLessThan(60);
  }
}

describe.each(['cut', 'still'] as const)('gaps: %s', (gaps) => {
  test('a clip, one of it days later, and one of that have the marks at their pictures', async () => {
    const first = await maker.make(order('1', { gaps }));
    expect(markIds(first)).toEqual(['in', 'gap', 'late']);
    expect(Math.abs(first.durationMs - (gaps === 'cut' ? 8500 : 14_500))).toBeLessThan(60);
    await checkPictures(first);

    const preview = await daysLater('1');
    const { segments, marks, durationMs } = viewOf(preview, { aliveForMs: 0, longestMs: 0 });
    expect(Math.abs(durationMs - first.durationMs)).toBeLessThan(2);
    expect(segments.filter(({ gapBefore }) => gapBefore)).toHaveLength(gaps === 'cut' ? 1 : 0);
    for (const [i, { atMs }] of (first.marks ?? []).entries()) {
      expect(marks[i]).toEqual({
        ...{ id: String(i), label: Object.keys(MARKS)[i] },
        atMs: placeInClip(first, atMs),
      });
    }
    const second = await trim(preview, '2', 1500, durationMs - 1000);
    expect(markIds(second)).toEqual(['in', 'gap', 'late']);
    expect(second.marks).toEqual(first.marks);
    expect(Math.abs(second.fromMs - first.fromMs - 1500)).toBeLessThan(40);
    expect(Math.abs(second.toMs - first.toMs + 1000)).toBeLessThan(5);
    await checkPictures(second);
    await checkSound(second);

    const again = await daysLater('2');
    const third = await trim(again, '3', 1000, lengthOf(again) / TICKS_PER_MS);
    expect(markIds(third)).toEqual(['gap', 'late']);
    await checkPictures(third);

    // That one is posted again takes nothing from it.
    await t.clips.change('1', () => ({ posted: [] }));
    const find = async (marker: string) =>
      (await t.clips.find([shelfOf(ADA)], { marker, sort: 'oldest', limit: 9 })).clips;
    expect((await find('in')).map(({ id }) => id)).toEqual(['1', '2']);
    expect((await find('gap')).map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect((await find('in'))[0]).toMatchObject({ marks: first.marks, clock: first.clock });
  });
});

test('a gap that was cut out is a still in a clip of that clip, where that is asked for', async () => {
  const cut = await maker.make(order('1'));
  const preview = await daysLater('1');
  const still = await trim(preview, '2', 500, lengthOf(preview) / TICKS_PER_MS, 'still');
  expect(Math.abs(still.durationMs - (cut.toMs - cut.fromMs - 500))).toBeLessThan(60);
  expect(markIds(still)).toEqual(['in', 'gap', 'late']);
  expect(Math.abs(placeInClip(still, T + MARKS.gap) - (T + MARKS.gap - still.fromMs))).toBeLessThan(
    2,
  );
  await checkPictures(still);
});

test('only what lies in the range is taken along, and what was marked in a gap from there on', async () => {
  await maker.make(order('1'));
  const preview = await daysLater('1');
  const [, gap, late] = preview.marks;
  const gapMs = gap?.atMs ?? 0;
  const lateMs = late?.atMs ?? 0;
  expect(markIds(await trim(preview, '2', 0, gapMs))).toEqual(['in']);
  const behind = await trim(preview, '3', gapMs, gapMs + 3000);
  expect(markIds(behind)).toEqual(['gap', 'late']);
  expect(placeInClip(behind, T + MARKS.gap)).toBe(0);
  // From a mark on: a clip begins with the next whole picture.
  const from = await trim(preview, '4', lateMs + 16, lateMs + 1500);
  expect(markIds(from)).toEqual(['late']);
  expect(placeInClip(from, T + MARKS.late)).toBe(0);
  expect(markIds(await trim(preview, '5', lateMs + 400, lateMs + 1500))).toEqual([]);
});

test('a preview of the buffer that stayed open beyond the window keeps its marks', async () => {
  const preview = await previews.open(ADA, { of: 'buffer' });
  for (let minute = 0; minute < 40; minute++) {
    nowMs += 60_000;
    await previews.get(ADA, preview.id);
  }
  expect(await t.marks.within(ADA, 0, nowMs)).toEqual([]);
  const clip = await trim(preview, '1', 1000, lengthOf(preview) / TICKS_PER_MS - 500);
  expect(markIds(clip)).toEqual(['in', 'gap', 'late']);
  await checkPictures(clip);
});

test('the end of a clip over a gap is cut of it with its own times', async () => {
  const whole = await maker.make(order('1'));
  const part = await maker.shorten(order('2'), whole, { id: '2-end', longestMs: 5000 });
  expect(Math.abs(part.durationMs - 5000)).toBeLessThan(70);
  expect(Math.abs(part.toMs - whole.toMs)).toBeLessThan(2);
  // Three and a half seconds behind the gap of six, the rest before it.
  expect(Math.abs(part.fromMs - (T + 4500))).toBeLessThan(70);
  expect(markIds(part)).toEqual(['gap', 'late']);
  await checkPictures(part);
});

test('of a clip that an older version cut, all is as if there had been no gap', async () => {
  const range = { segments: materials.flatMap(({ segments }) => segments) };
  const marks = [
    { atMs: T + 3100, label: 'in' },
    { atMs: T + 15_000, label: 'late' },
  ];
  const clip = await t.keepClip('1', { ...range, fromMs: T + 1000, toMs: T + 15_500 }, { marks });
  const { clock: _, ...older } = clip;
  await t.clips.save(older);
  const preview = await daysLater('1');
  const places = preview.marks.map(({ atMs }) => atMs);
  expect(places).toEqual([T + 3100 - clip.fromMs, clip.durationMs]);
  expect(preview.segments.filter(({ breaks }) => breaks)).toHaveLength(1);
  const second = await trim(preview, '2', 0, lengthOf(preview) / TICKS_PER_MS);
  expect(markIds(second)).toEqual(['in', 'late']);
  expect(Math.abs(second.durationMs - clip.durationMs)).toBeLessThan(2);
  const end = await maker.shorten(order('3'), older, { id: '3-end', longestMs: 2000 });
  expect(Math.abs(end.durationMs - 2000)).toBeLessThan(70);
  expect(Math.abs(end.toMs - clip.toMs)).toBeLessThan(2);
});

test('marks of a preview that an older version opened have their moments, too', async () => {
  const { segments, frameMs, marks } = await previews.open(ADA, { of: 'buffer' });
  const older = marks.map(({ clockMs: _, ...mark }) => mark);
  const found = marksIn({ segments, frameMs, marks: older }, { fromMs: 0, toClockMs: T + 20_000 });
  const moments = found.map(({ atMs, label }) => `${label} ${Math.round((atMs - T) / 10)}`);
  // Where the gap was closed up, the later part begins.
  expect(moments).toEqual(['in 310', 'gap 1200', 'late 1270']);
});

test('where two recordings overlap, marks and pictures are at their own times', async () => {
  const third = await t.record({ kind: 'embedded', seconds: 5, startMs: T + 15_000 });
  await t.marks.add({ id: 'reload', userId: ADA, ...PLACE, atMs: T + 17_000, label: 'reload' });
  const preview = await previews.open(ADA, { of: 'buffer' });
  const clip = await trim(preview, '1', 0, lengthOf(preview) / TICKS_PER_MS);
  const place = preview.marks.find(({ id }) => id === 'reload')?.atMs ?? -1;
  expect(Math.abs(place - 11_000)).toBeLessThan(20);
  const { frameTimes } = await probeMp4(t.clips.file('1'));
  const ids = await readNumbers(t.ffmpegPath, t.clips.file('1'));
  const seen = ids[frameTimes.findLastIndex((ms) => ms <= place + 1)];
  expect(seen).toBe(third.frames.findLast(({ ms }) => ms <= T + 17_001)?.id);
  expect(Math.abs(placeInClip(clip, T + 17_000) - place)).toBeLessThan(2);
});
