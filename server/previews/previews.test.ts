import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Material } from '../clips/test-material.ts';
import type { Preview } from './preview.ts';
import { ALIVE_FOR_MS, type Previews } from './previews.ts';
import { ADA, LONGEST_MS, openTestPreviews, type TestPreviews } from './test-previews.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);
const BOB = '2';
const CY = '3';
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

test('marks stand on media time: in a gap where it was closed up, outside not at all', async () => {
  await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 });
  for (const [id, atMs] of Object.entries({ early: -500, in: 3100, gap: 10_000, late: 12_700 })) {
    const place = { userId: ADA, guildId: '10', channelId: '20' };
    await t.marks.add({ id, atMs: T + atMs, label: `${id}!`, ...place });
  }
  const { marks, segments } = await open();
  const gapMs = Math.round((segments.find(({ breaks, at }) => breaks && at)?.at ?? 0) / 90);
  expect(marks).toEqual([
    { id: 'in', atMs: 3100, clockMs: T + 3100, label: 'in!' },
    { id: 'gap', atMs: gapMs, clockMs: T + 10_000, label: 'gap!' },
    { id: 'late', atMs: gapMs + 700, clockMs: T + 12_700, label: 'late!' },
  ]);
});

test('of a clip, those of the clip', async () => {
  const marks = [{ atMs: T + 3000, label: 'Ace' }];
  const range = { segments: material.segments, fromMs: T + 2000, toMs: T + 5000 };
  await t.keepClip('9', range, { marks });
  const preview = await previews.open(ADA, { clipId: '9' });
  expect(preview.marks).toMatchObject([{ label: 'Ace' }]);
  expect(Math.abs((preview.marks[0]?.atMs ?? 0) - 1000)).toBeLessThan(20);
});

test("somebody else's preview is not there, whatever they ask for", async () => {
  const { id } = await open();
  await expect(previews.get(BOB, id)).rejects.toMatchObject(LET_GO);
  await expect(previews.segment(BOB, id, '00000.ts')).rejects.toMatchObject(LET_GO);
  for (const name of ['thumbnails.jpg', 'waveform.json'] as const) {
    await expect(previews.made(BOB, id, name)).rejects.toMatchObject(LET_GO);
  }
  const range = { fromMs: 0, toMs: 2000 };
  await expect(previews.rangeOf(BOB, id, range, join(t.folder, 'bob'))).rejects.toMatchObject(
    LET_GO,
  );
  await expect(previews.close(BOB, id)).rejects.toMatchObject(LET_GO);
  expect((await previews.get(ADA, id)).id).toBe(id);
});

test.each(['preview.json', '../preview.json', '00009.ts', 'toString', ''])(
  'a file %j is none of its own',
  async (name) => {
    const { id } = await open();
    await expect(previews.segment(ADA, id, name)).rejects.toMatchObject({ status: 404 });
  },
);

test('clips that one may not see are not there', async () => {
  const range = { segments: material.segments, fromMs: T, toMs: T + 2000 };
  await t.keepClip('private', range);
  await t.keepClip('public', range, { visibility: 'public' });
  // Who asked for one may trim it, private or not.
  await t.keepClip('asked', range, { requesterId: BOB });
  await expect(previews.open(CY, { clipId: 'asked' })).rejects.toMatchObject({ status: 404 });
  await t.keepClip('copy', range, { ownerId: BOB, sharerId: ADA });
  for (const clipId of ['private', 'none']) {
    await expect(previews.open(BOB, { clipId })).rejects.toMatchObject({ status: 404 });
  }
  for (const clipId of ['public', 'copy', 'asked']) {
    expect((await previews.open(BOB, { clipId })).sharerId).toBe(ADA);
  }
  await expect(previews.open(ADA, { clipId: 'copy' })).rejects.toMatchObject({ status: 404 });
  await rm(t.clips.file('private'));
  await expect(previews.open(ADA, { clipId: 'private' })).rejects.toMatchObject({ status: 404 });
  expect(await folders()).toHaveLength(3);
});

test.each<[string, () => unknown]>([
  ['deleted', () => t.clips.hide('9')],
  ['made private', () => t.clips.change('9', () => ({ visibility: 'private' }))],
  ['of a server that they left', () => [BOB, CY].map((who) => t.away.add(who))],
])(
  "somebody else's clip, %s meanwhile, is let go; its owner's preview goes on",
  async (_, happen) => {
    const range = { segments: material.segments, fromMs: T, toMs: T + 2000 };
    await t.keepClip('9', range, { visibility: 'public' });
    const own = await previews.open(ADA, { clipId: '9' });
    const asks = [
      (who: string, id: string) => previews.get(who, id),
      (who: string, id: string) => previews.segment(who, id, '00000.ts'),
      (who: string, id: string) => previews.made(who, id, 'waveform.json'),
      (who: string, id: string) =>
        previews.rangeOf(who, id, { fromMs: 0, toMs: 1500 }, join(t.folder, 'taken')),
    ];
    const opened = [];
    for (const [i, ask] of asks.entries()) {
      const who = i < 3 ? BOB : CY;
      const { id } = await previews.open(who, { clipId: '9' });
      await ask(who, id);
      opened.push(() => ask(who, id));
    }
    await happen();
    for (const ask of opened) await expect(ask()).rejects.toMatchObject(LET_GO);
    await expect.poll(folders).toEqual([own.id]);
    expect((await previews.get(ADA, own.id)).id).toBe(own.id);
  },
);

test('it is let go 90 s after the last sign of life', async () => {
  const { id } = await open();
  nowMs += ALIVE_FOR_MS;
  expect((await previews.get(ADA, id)).id).toBe(id);
  nowMs += ALIVE_FOR_MS;
  expect((await previews.get(ADA, id)).id).toBe(id);
  nowMs += ALIVE_FOR_MS + 1;
  await expect(previews.get(ADA, id)).rejects.toMatchObject(LET_GO);
  await expect.poll(folders, { timeout: 8000 }).toEqual([]);
});

test('however long its page is open, its time is over at last, also over a restart', async () => {
  const { id } = await open();
  const openedAtMs = nowMs;
  for (; nowMs - openedAtMs < LONGEST_MS - ALIVE_FOR_MS; nowMs += ALIVE_FOR_MS) {
    expect((await previews.get(ADA, id)).id).toBe(id);
  }
  await previews.stop();
  previews = await t.start();
  nowMs = openedAtMs + LONGEST_MS;
  expect((await previews.get(ADA, id)).id).toBe(id);
  nowMs += 1;
  await expect(previews.get(ADA, id)).rejects.toMatchObject(LET_GO);
  await expect.poll(folders, { timeout: 8000 }).toEqual([]);
});

test('closed, it is gone at once', async () => {
  const { id } = await open();
  await previews.close(ADA, id);
  expect(await folders()).toEqual([]);
  await expect(previews.segment(ADA, id, '00000.ts')).rejects.toMatchObject(LET_GO);
});

test('with a person all go that they have open or that show their screen, and no others', async () => {
  const range = { segments: material.segments, fromMs: T, toMs: T + 4000 };
  await t.keepClip('9', range, { visibility: 'public' } as object);
  await t.keepClip('8', range, { ownerId: CY, visibility: 'public' } as object);
  const mine = await open();
  const ofMine = await previews.open(BOB, { clipId: '9' });
  const others = await previews.open(BOB, { clipId: '8' });
  await previews.forget(ADA);
  await expect(previews.get(ADA, mine.id)).rejects.toMatchObject(LET_GO);
  await expect(previews.get(BOB, ofMine.id)).rejects.toMatchObject(LET_GO);
  expect(await folders()).toEqual([others.id]);
  expect((await previews.get(BOB, others.id)).sharerId).toBe(CY);
});

test('of more than three the oldest goes; those of others stay', async () => {
  await t.record({ kind: 'embedded', seconds: 2, startMs: T }, BOB);
  const bobs = await previews.open(BOB, { of: 'buffer' });
  const mine: Preview[] = [];
  for (let i = 0; i < 4; i++) mine.push(await open());
  expect((await folders()).sort()).toEqual([bobs, ...mine.slice(1)].map(({ id }) => id).sort());
});

test('more than three at once are refused in words; then it goes again', async () => {
  const asked = await Promise.allSettled([open(), open(), open(), open()]);
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toMatchObject([{ status: 429, message: expect.stringContaining('Try again') }]);
  expect(await folders()).toHaveLength(3);
  expect((await open()).userId).toBe(ADA);
});

test('a restart: open ones live on for 90 s, half-made ones go', async () => {
  const preview = await open();
  await previews.stop();
  await mkdir(join(t.previewsPath, 'half-made'));
  nowMs += LONGEST_MS / 2;
  previews = await t.start();
  expect(await folders()).toEqual([preview.id]);
  expect(await previews.get(ADA, preview.id)).toEqual(preview);
  const range = await t.take(previews, preview.id, 0, 2000);
  expect(range.segments).toHaveLength(1);
  await previews.stop();

  previews = await t.start();
  nowMs += ALIVE_FOR_MS + 1;
  await expect(previews.get(ADA, preview.id)).rejects.toMatchObject(LET_GO);
});

test.each([
  ['before it', -100, 2000],
  ['behind it', 9000, 12_000],
  ['beyond its end', 2000, 9000],
  ['backwards', 3000, 1000],
  ['of nothing', Number.NaN, 2000],
])('a range %s is refused in words', async (_, fromMs, toMs) => {
  const { id } = await open();
  await expect(t.take(previews, id, fromMs, toMs)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('not in this preview'),
  });
});

test('a range under a second is refused in words, unless there is no more', async () => {
  const { id } = await open();
  await expect(t.take(previews, id, 1000, 1900)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('one second'),
  });
  const range = { segments: material.segments, fromMs: T, toMs: T + 600 };
  const { durationMs } = await t.keepClip('9', range);
  const short = await previews.open(ADA, { clipId: '9' });
  await expect(t.take(previews, short.id, 0, durationMs)).resolves.toBeDefined();
});

test('a preview is held in full while a range of it is being taken', async () => {
  const { id, segments } = await open();
  const [range] = await Promise.all([t.take(previews, id, 0, 6000), previews.close(ADA, id)]);
  expect(range.segments).toHaveLength(segments.length);
  for (const { file } of range.segments) expect((await stat(file)).size).toBeGreaterThan(0);
});

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
    expect(await there.segment(ADA, id, '00000.ts')).toHaveLength(segments[0]?.bytes ?? -1);
    const range = await apart.take(there, id, 1000, 3000);
    expect(range.segments).toHaveLength(2);
    for (const { file } of range.segments) expect((await stat(file)).size).toBeGreaterThan(0);
  } finally {
    await apart.close();
    await rm(elsewhere, { recursive: true });
  }
});
