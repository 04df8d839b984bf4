import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Material, readNumbers } from '../clips/test-material.ts';
import { type Preview, TICKS_PER_MS } from './preview.ts';
import { ALIVE_FOR_MS, type Previews } from './previews.ts';
import { ADA, openTestPreviews, type TestPreviews } from './test-previews.ts';
import { playlistOf, viewOf } from './view.ts';
import type { Waveform } from './waveform.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);
const BOB = '2';
const LET_GO = { status: 404, message: 'This preview was let go. Open it again.' };

let t: TestPreviews;
let nowMs: number;
let previews: Previews;
let material: Material;
beforeEach(async () => {
  nowMs = T + 20_000;
  t = await openTestPreviews(() => nowMs);
  previews = await t.start();
  material = await t.record({ kind: 'embedded', seconds: 6, startMs: T });
});
afterEach(() => t.close());

const open = () => previews.open(ADA, { of: 'buffer' });
const folders = () => readdir(t.previewsPath).catch(() => []);
const json = async ({ folder, name }: { folder: string; name: string }) =>
  JSON.parse(await readFile(join(folder, name), 'utf8'));
async function pixels(file: string, size: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', file, '-s', size, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  return (await promisify(execFile)(t.ffmpegPath, args, options)).stdout;
}

test('nothing buffered is said in words, and leaves nothing', async () => {
  await expect(previews.open(BOB, { of: 'buffer' })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('Nothing of yours is buffered'),
  });
  expect(await folders()).toEqual([]);
});

test('segments that cannot be read are nothing, too', async () => {
  for (const { file } of material.segments) await writeFile(file, 'torn');
  await expect(open()).rejects.toMatchObject({ status: 404 });
  expect(await folders()).toEqual([]);
});

test('only the window is shown', async () => {
  nowMs = T + 20 * 60_000 + 5000;
  const [first] = (await open()).segments;
  expect(first?.at).toBe(0);
  expect(Math.round(((first?.startMs ?? 0) - T) / 100)).toBe(40);
});

test('the view says where everything is, and the playlist plays as a whole', async () => {
  await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 });
  const preview = await open();
  const view = viewOf(preview, ALIVE_FOR_MS);
  expect(view.segments.map(({ gapBefore }) => gapBefore)).toEqual([
    ...[false, false, false, true, false],
  ]);
  const tenths = view.segments.map(({ atMs }) => Math.round((atMs - T) / 100));
  expect(tenths).toEqual([0, 20, 40, 120, 140]);
  const [first, second] = view.segments;
  expect(second?.startMs).toBe(first?.durationMs);
  expect(first?.bytes).toBe((await stat(material.segments[0]!.file)).size);
  expect(view).toMatchObject({ of: 'buffer', aliveForMs: 90_000, hasSound: true });

  const text = playlistOf(preview);
  expect(text.match(/#EXT-X-DISCONTINUITY\n/g)).toHaveLength(1);
  expect(text.trim().split('\n').at(-1)).toBe('#EXT-X-ENDLIST');
  const file = join(t.previewsPath, preview.id, 'playlist.m3u8');
  await writeFile(file, text);
  const shown = await readNumbers(t.ffmpegPath, file);
  expect(shown).toEqual([
    ...material.frames.map(({ id }) => id),
    ...Array.from({ length: 120 }, (_, i) => i),
  ]);
  const listed = [...text.matchAll(/#EXTINF:([\d.]+)/g)].map(([, s]) => Number(s) * 1000);
  let at = 0;
  for (const [i, { startMs }] of view.segments.entries()) {
    expect(Math.abs(at - startMs)).toBeLessThan(0.51);
    at += listed[i] as number;
  }
});

test('marks stand on media time: in a gap where it was closed up, outside not at all', async () => {
  await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 });
  for (const [id, atMs] of Object.entries({ early: -500, in: 3100, gap: 10_000, late: 12_700 })) {
    const place = { userId: ADA, guildId: '10', channelId: '20' };
    await t.marks.add({ id, atMs: T + atMs, label: `${id}!`, ...place });
  }
  const { marks, segments } = await open();
  const gapMs = Math.round((segments.find(({ breaks, at }) => breaks && at)?.at ?? 0) / 90);
  expect(marks).toEqual([
    { id: 'in', atMs: 3100, label: 'in!' },
    { id: 'gap', atMs: gapMs, label: 'gap!' },
    { id: 'late', atMs: gapMs + 700, label: 'late!' },
  ]);
});

test('of a clip, those of the clip', async () => {
  const marks = [{ atMs: T + 3000, label: 'Ace' }];
  const range = { segments: material.segments, fromMs: T + 2000, toMs: T + 5000 };
  await t.keepClip('9', range, { marks } as object);
  const preview = await previews.open(ADA, { clipId: '9' });
  expect(preview.marks).toMatchObject([{ label: 'Ace' }]);
  expect(Math.abs((preview.marks[0]?.atMs ?? 0) - 1000)).toBeLessThan(20);
});

test("somebody else's preview is not there, whatever they ask for", async () => {
  const { id } = await open();
  expect(() => previews.get(BOB, id)).toThrow(LET_GO.message);
  for (const name of ['00000.ts', 'thumbnails.jpg', 'waveform.json']) {
    await expect(previews.file(BOB, id, name)).rejects.toMatchObject(LET_GO);
  }
  await expect(previews.rangeOf(BOB, id, 0, 2000)).rejects.toMatchObject(LET_GO);
  await expect(previews.close(BOB, id)).rejects.toMatchObject(LET_GO);
  expect(previews.get(ADA, id).id).toBe(id);
});

test.each(['preview.json', '../preview.json', '00009.ts', 'toString', ''])(
  'a file %j is none of its own',
  async (name) => {
    const { id } = await open();
    await expect(previews.file(ADA, id, name)).rejects.toMatchObject({ status: 404 });
  },
);

test('clips that one may not see are not there', async () => {
  const range = { segments: material.segments, fromMs: T, toMs: T + 2000 };
  await t.keepClip('private', range);
  await t.keepClip('public', range, { visibility: 'public' });
  for (const clipId of ['private', 'none']) {
    await expect(previews.open(BOB, { clipId })).rejects.toMatchObject({ status: 404 });
  }
  expect((await previews.open(BOB, { clipId: 'public' })).sharerId).toBe(ADA);
  await rm(t.clips.file('private'));
  await expect(previews.open(ADA, { clipId: 'private' })).rejects.toMatchObject({ status: 404 });
  expect(await folders()).toHaveLength(1);
});

test('it is let go 90 s after the last sign of life', async () => {
  const { id } = await open();
  nowMs += ALIVE_FOR_MS;
  expect(previews.get(ADA, id).id).toBe(id);
  nowMs += ALIVE_FOR_MS;
  expect(previews.get(ADA, id).id).toBe(id);
  nowMs += ALIVE_FOR_MS + 1;
  expect(() => previews.get(ADA, id)).toThrow(LET_GO.message);
  await expect.poll(folders, { timeout: 8000 }).toEqual([]);
});

test('closed, it is gone at once', async () => {
  const { id } = await open();
  await previews.close(ADA, id);
  expect(await folders()).toEqual([]);
  await expect(previews.file(ADA, id, '00000.ts')).rejects.toMatchObject(LET_GO);
});

test('of more than three the oldest goes; those of others stay', async () => {
  await t.record({ kind: 'embedded', seconds: 2, startMs: T }, BOB);
  const bobs = await previews.open(BOB, { of: 'buffer' });
  const mine: Preview[] = [];
  for (let i = 0; i < 4; i++) mine.push(await open());
  expect((await folders()).sort()).toEqual([bobs, ...mine.slice(1)].map(({ id }) => id).sort());
});

test('a restart: open ones live on for 90 s, half-made ones go', async () => {
  const preview = await open();
  await previews.stop();
  await mkdir(join(t.previewsPath, 'half-made'));
  await mkdir(join(t.rangesPath, 'half-made'), { recursive: true });
  nowMs += 3_600_000;
  previews = await t.start();
  expect(await folders()).toEqual([preview.id]);
  expect(await readdir(t.rangesPath)).toEqual([]);
  expect(previews.get(ADA, preview.id)).toEqual(preview);
  const range = await previews.rangeOf(ADA, preview.id, 0, 2000);
  expect(range.segments).toHaveLength(1);
  await previews.stop();

  previews = await t.start();
  expect((await previews.heldRange(range.id))?.segments).toEqual(range.segments);
  nowMs += ALIVE_FOR_MS + 1;
  expect(() => previews.get(ADA, preview.id)).toThrow(LET_GO.message);
  await previews.stop();
  // Nobody has released it for a day.
  nowMs += 24 * 3_600_000;
  await t.start();
  expect(await readdir(t.rangesPath)).toEqual([]);
});

test.each([
  ['before it', -100, 2000],
  ['behind it', 9000, 12_000],
  ['beyond its end', 2000, 9000],
  ['backwards', 3000, 1000],
  ['of nothing', Number.NaN, 2000],
])('a range %s is refused in words', async (_, fromMs, toMs) => {
  const { id } = await open();
  await expect(previews.rangeOf(ADA, id, fromMs, toMs)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('not in this preview'),
  });
  expect(await readdir(t.rangesPath).catch(() => [])).toEqual([]);
});

test('a range under a second is refused in words, unless there is no more', async () => {
  const { id } = await open();
  await expect(previews.rangeOf(ADA, id, 1000, 1900)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('one second'),
  });
  const range = { segments: material.segments, fromMs: T, toMs: T + 600 };
  const { durationMs } = await t.keepClip('9', range);
  const short = await previews.open(ADA, { clipId: '9' });
  await expect(previews.rangeOf(ADA, short.id, 0, durationMs)).resolves.toBeDefined();
});

test('a preview is held in full while a range of it is being taken', async () => {
  const { id, segments } = await open();
  const [range] = await Promise.all([previews.rangeOf(ADA, id, 0, 6000), previews.close(ADA, id)]);
  expect(range.segments).toHaveLength(segments.length);
  for (const { file } of range.segments) expect((await stat(file)).size).toBeGreaterThan(0);
});

test('thumbnails are one JPEG, each a picture of its time, made once', async () => {
  const preview = await open();
  const { thumbnails } = viewOf(preview, 0);
  expect(thumbnails).toMatchObject({ columns: 3, rows: 1, count: 3, width: 160, height: 80 });
  expect(Math.abs(thumbnails.everyMs - 2000)).toBeLessThan(20);
  const made = await Promise.all(
    [1, 2].map(() => previews.file(ADA, preview.id, 'thumbnails.jpg')),
  );
  const file = join(made[0]!.folder, 'thumbnails.jpg');
  const before = await stat(file);
  await previews.file(ADA, preview.id, 'thumbnails.jpg');
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  // The numbers of the pictures, as blocks of light.
  const bits = await pixels(file, '36x1');
  const shown = [0, 1, 2].map((thumb) =>
    Array.from({ length: 12 }, (_, bit) =>
      (bits[thumb * 12 + bit] as number) > 128 ? 1 << bit : 0,
    ),
  );
  const ids = shown.map((numbers) => numbers.reduce((sum, bit) => sum + bit, 0));
  expect(ids).toEqual([0, 60, 120]);
  expect((await readdir(made[0]!.folder)).filter((name) => name.includes('thumb'))).toEqual([
    'thumbnails.jpg',
  ]);
});

test('where the picture has another size, its thumbnail has bars', async () => {
  const size = { width: 96, height: 192 };
  await t.record({ kind: 'embedded', seconds: 4, startMs: T + 6000, size });
  const preview = await open();
  const { folder } = await previews.file(ADA, preview.id, 'thumbnails.jpg');
  const { columns, width, height } = viewOf(preview, 0).thumbnails;
  expect(columns).toBe(5);
  const luma = await pixels(join(folder, 'thumbnails.jpg'), `${columns * width}x${height}`);
  const row = luma.subarray(0, columns * width);
  expect(row[2.5 * width]).toBeGreaterThan(30);
  expect(row[3 * width + 5]).toBeLessThan(10);
  expect(row[3.5 * width]).toBeGreaterThan(30);
});

test('the waveform beeps where the sound does, over gaps and other sample rates', async () => {
  await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 });
  const preview = await open();
  const waveform: Waveform = await json(await previews.file(ADA, preview.id, 'waveform.json'));
  const { perSecond, peaks } = waveform;
  const lengthMs = viewOf(preview, 0).durationMs;
  expect(peaks).toHaveLength(Math.ceil((lengthMs / 1000) * perSecond));
  const loud = peaks.flatMap((peak, i) =>
    peak > 60 && (peaks[i - 1] ?? 0) <= 60 ? [(i * 1000) / perSecond] : [],
  );
  const gapMs = (preview.segments.find(({ breaks, at }) => breaks && at)?.at ?? 0) / TICKS_PER_MS;
  const due = [0, 1, 2, 3, 4, 5].map((s) => s * 1000);
  due.push(...[0, 1, 2, 3].map((s) => gapMs + s * 1000));
  expect(loud).toHaveLength(due.length);
  for (const [i, at] of due.entries()) expect(Math.abs((loud[i] as number) - at)).toBeLessThan(101);
  expect(Math.max(...peaks)).toBeLessThanOrEqual(255);
});

test('without sound the waveform is empty', async () => {
  await t.record({ kind: 'embedded', seconds: 2, startMs: T, sound: false }, BOB);
  const { id } = await previews.open(BOB, { of: 'buffer' });
  expect((await json(await previews.file(BOB, id, 'waveform.json'))).peaks).toEqual([]);
});

test.each(['thumbnails.jpg', 'waveform.json'])(
  'let go while its %s waits or is made, it ends and leaves nothing',
  async (name) => {
    const { id } = await open();
    const { promise: slot, resolve: free } = Promise.withResolvers<void>();
    const busy = t.queue.run({ by: 'somebody' }, () => slot);
    const waiting = expect(previews.file(ADA, id, name)).rejects.toMatchObject(LET_GO);
    await previews.close(ADA, id);
    await waiting;
    free();
    await busy;

    const second = await open();
    const making = expect(previews.file(ADA, second.id, name)).rejects.toMatchObject(LET_GO);
    await expect
      .poll(async () => (await readdir(join(t.previewsPath, second.id))).join())
      .toContain(name.split('.')[0]);
    await previews.close(ADA, second.id);
    await making;
    expect(await folders()).toEqual([]);
  },
);

const OTHER_DISK = '/dev/shm';
const otherDisk = await Promise.all([stat(OTHER_DISK), stat(tmpdir())]).then(
  ([a, b]) => a.dev !== b.dev,
  () => false,
);
if (!otherDisk) console.log(`skipped: previews by copy, because ${OTHER_DISK} is no other disk`);
test.skipIf(!otherDisk)('where links are refused, it is held and cut by copies', async () => {
  const elsewhere = await mkdtemp(join(OTHER_DISK, 'hindsight-previews-'));
  const apart = await openTestPreviews(() => nowMs, elsewhere);
  try {
    const made = await apart.record({ kind: 'embedded', seconds: 4, startMs: T });
    const there = await apart.start();
    const { id, segments } = await there.open(ADA, { of: 'buffer' });
    for (const { file } of made.segments) await rm(file);
    const { folder, name } = await there.file(ADA, id, '00000.ts');
    expect((await stat(join(folder, name))).size).toBe(segments[0]?.bytes);
    const range = await there.rangeOf(ADA, id, 1000, 3000);
    expect(range.segments).toHaveLength(2);
    for (const { file } of range.segments) expect((await stat(file)).size).toBeGreaterThan(0);
  } finally {
    await apart.close();
    await rm(elsewhere, { recursive: true });
  }
});
