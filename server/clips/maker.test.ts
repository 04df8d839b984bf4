import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { mountSmallDisk, skipWithoutMount } from '../../e2e/support/mount.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import type { Shares } from '../shares/shares.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { type ClipMaker, type ClipStep, createClipMaker } from './maker.ts';
import type { ClipOrder } from './order.ts';
import { createRenderQueue } from './render-queue.ts';
import { type Material, makeSegments, readNumbers } from './test-material.ts';
import { NO_VOICE } from './test-voice.ts';

const T = Date.UTC(2026, 0, 1);
const MARK = { userId: '1', guildId: '2', channelId: '3', label: 'ace' };
const log = createLog('silent');

let ffmpegPath: string;
let folder: string;
let store: Store;
let clips: ClipLibrary;
let maker: ClipMaker;
/** One that works there. */
let makerIn: (tempPath: string) => ClipMaker;
let material: Material;
/** By whom each render was that began. */
let rendered: string[];

beforeAll(async () => {
  ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-maker-'));
  store = await openStore({ dataDir: folder }, log);
  const clipsPath = join(folder, 'clips');
  clips = createClipLibrary({ store, clipsPath });
  const made = { folder: join(folder, 'made'), ffmpegPath, seconds: 8, startMs: T };
  material = await makeSegments({ ...made, kind: 'embedded' });
  rendered = [];
  const queue = createRenderQueue(1);
  const run: typeof queue.run = (turn, render) => {
    rendered.push(turn.by);
    return queue.run(turn, render);
  };
  const segments = {
    ...createSegmentLibrary({ segmentsPath: folder }),
    coverage: async () => ({ fromMs: T, toMs: T + 8000, bufferedMs: 8000, gaps: [], ended: true }),
    between: async () => material.segments,
  };
  const shares = { activeOf: async () => [], recentOf: async () => [] } as unknown as Shares;
  const marks = createMarks({ store, windowMs: 60_000, now: () => T + 8000 });
  await marks.add({ ...MARK, id: '1', atMs: T + 1000 });
  await marks.add({ ...MARK, id: '2', atMs: T + 2000 });
  const parts = {
    ...{ segments, shares, clips, marks, clipsPath, ffmpegPath, log },
    ...{ voice: NO_VOICE, queue: { ...queue, run } },
  };
  makerIn = (tempPath) => createClipMaker({ ...parts, tempPath });
  maker = makerIn(join(folder, 'tmp'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const order = (id: string, change: Partial<ClipOrder> = {}): ClipOrder => ({
  ...{ id, sharerId: '1', requesterId: `by ${id}`, guildId: '2', channelId: '3' },
  ...{ fromMs: T + 1500, toMs: T + 5500, last: false, to: 'here' },
  answer: { applicationId: '4', token: 't', limitBytes: 0, sinceMs: T },
  ...change,
});
const temporary = () => readdir(join(folder, 'tmp'));

test('a clip keeps what was marked in its range', async () => {
  const { marks } = await maker.make(order('1'));
  expect(marks).toEqual([{ atMs: T + 2000, label: 'ace' }]);
  expect((await clips.get('1'))?.marks).toEqual(marks);
  expect(await maker.make(order('2', { fromMs: T + 2500 }))).not.toHaveProperty('marks');
});

test('also what was marked just before its first picture, as where it begins at a mark', async () => {
  const made = await maker.make(order('1', { fromMs: T + 2000 + 1 }));
  expect(made.fromMs).toBeGreaterThan(T + 2000);
  expect(made.marks).toEqual([{ atMs: T + 2000, label: 'ace' }]);
});

test('what an order says of its marks counts, whatever the buffer says', async () => {
  const marked = [{ atMs: T + 3000, label: 'kept' }];
  expect((await maker.make(order('1', { marks: marked }))).marks).toEqual(marked);
  expect(await maker.make(order('2', { marks: [] }))).not.toHaveProperty('marks');
});

test('the same range is cut once for all who ask for it; another is not', async () => {
  const orders = [
    order('1'),
    order('2'),
    order('3', { toMs: T + 5000 }),
    order('4', { gaps: 'still' }),
    // Who may clip of some sessions only gets no others' cut.
    order('5', { only: ['x'] }),
  ];
  const made = await Promise.all(orders.map((one) => maker.make(one)));
  expect(rendered.sort()).toEqual(['by 1', 'by 3', 'by 4', 'by 5']);
  expect(made.map(({ id, requesterId }) => `${id} ${requesterId}`)).toEqual(
    orders.map(({ id }) => `${id} by ${id}`),
  );
  const [one, two, three] = await Promise.all(['1', '2', '3'].map((id) => stat(clips.file(id))));
  expect(two?.size).toBe(one?.size);
  expect(three?.size).not.toBe(one?.size);
  expect(await temporary()).toEqual([]);
  // One of the two goes; the other stays.
  await clips.remove('1');
  expect((await stat(clips.file('2'))).size).toBe(one?.size);
});

test('who gives up takes nothing from who wants it still', async () => {
  const giveUp = new AbortController();
  const steps: ClipStep[] = [];
  const onStep = (step: ClipStep) => {
    steps.push(step);
    if (step.name === 'cutting') giveUp.abort(new Error('cancelled'));
  };
  const first = maker.make(order('1'), { signal: giveUp.signal, onStep });
  const second = maker.make(order('2'));
  await expect(first).rejects.toThrow('cancelled');
  expect((await second).durationMs).toBeGreaterThan(3900);
  expect(await clips.get('1')).toBeUndefined();
  expect(rendered).toEqual(['by 1']);
  // A slot was free, so there was no place to tell.
  expect(steps.map(({ name }) => name).slice(0, 2)).toEqual(['waiting', 'cutting']);
  expect(await temporary()).toEqual([]);
});

test('the end of a clip is cut of the clip, to the picture, also when the buffer has moved on', async () => {
  const clip = await maker.make(order('1'));
  const gone = material.segments;
  material = { ...material, segments: [] };
  for (const { file } of gone) await rm(file);
  const part = await maker.shorten(order('1'), clip, { id: '1-end', longestMs: 2000 });
  expect(part).toMatchObject({ id: '1-end', toMs: clip.toMs });
  expect(Math.abs(part.durationMs - 2000)).toBeLessThan(70);
  expect((await stat(clips.file('1-end'))).size).toBe(part.bytes);
  const [whole, end] = await Promise.all(
    ['1', '1-end'].map((id) => readNumbers(ffmpegPath, clips.file(id))),
  );
  expect(end?.length).toBeGreaterThan(20);
  expect(end).toEqual(whole?.slice(-(end?.length ?? 0)));
  expect(await temporary()).toEqual([]);
  // Of a clip that was posted again, and of one that is posted by two at once.
  const again = ['2', '3'].map((id) =>
    maker.shorten(order(id, { clipId: '1' }), clip, { id: `${id}-end`, longestMs: 1500 }),
  );
  for (const { durationMs } of await Promise.all(again)) {
    expect(Math.abs(durationMs - 1500)).toBeLessThan(70);
  }
  expect(await temporary()).toEqual([]);
});

test('given up by all, it ends and leaves nothing', async () => {
  const giveUp = new AbortController();
  const onStep = ({ name }: ClipStep) => name === 'cutting' && giveUp.abort(new Error('cancelled'));
  await expect(maker.make(order('1'), { signal: giveUp.signal, onStep })).rejects.toThrow(
    'cancelled',
  );
  expect(await temporary()).toEqual([]);
  expect(await readdir(join(folder, 'clips')).catch(() => [])).toEqual([]);
});

test('what is made of a clip is shared by those who have the same one', async () => {
  const made = [await maker.make(order('1')), await maker.make(order('2'))];
  const joined = await Promise.all([maker.make(order('3')), maker.make(order('4'))]);
  rendered.length = 0;
  const audio = { maxBytes: 1e6, format: 'audio' } as const;
  const sizes = await Promise.all(
    joined.map((clip) => maker.fitted(clip, audio, async ({ bytes }) => bytes)),
  );
  expect(sizes[0]).toBeGreaterThan(0);
  expect(sizes[1]).toBe(sizes[0]);
  // Whichever of the two came first.
  expect(rendered).toEqual([expect.stringMatching(/^by [34]$/)]);
  // Cut at different times, they are files of their own; what fits is not rendered at all.
  const asIs = await maker.fitted(made[0]!, { maxBytes: 1e9 }, async ({ file }) => file);
  expect(asIs).toBe(clips.file('1'));
  expect(rendered).toHaveLength(1);
  expect(await temporary()).toEqual([]);
});

test('a clip whose file can not be kept has no record, and its folder is gone', async () => {
  clips.files.put = () => Promise.reject(new Error('the bucket is away'));
  await expect(maker.make(order('1'))).rejects.toThrow('the bucket is away');
  expect(await clips.get('1')).toBeUndefined();
  expect(await temporary()).toEqual([]);
});

test('held segments are what it is cut of, whatever the buffer holds', async () => {
  const held = { folder: join(folder, 'made'), segments: material.segments };
  const buffered = await maker.make(order('1'));
  const selected = order('2', { held, lengthMs: 4000, visibility: 'public' });
  const clip = await maker.make(selected);
  expect(clip).toMatchObject({ visibility: 'public', durationMs: buffered.durationMs });
  expect(buffered.visibility).toBe('private');
  // Not taken for the same cut: elsewhere these moments may show something else.
  expect(rendered).toEqual(['by 1', 'by 2']);
  // Its segments are its order's, and stay.
  for (const { file } of held.segments) expect((await stat(file)).size).toBeGreaterThan(0);
});

const skip = await skipWithoutMount();

/** What the segments of the buffer take as copies, in whole pages of a disk in memory. */
async function copiesBytes(): Promise<number> {
  const sizes = await Promise.all(
    material.segments.map(async ({ file }) => (await stat(file)).size),
  );
  return sizes.reduce((sum, size) => sum + Math.ceil(size / 4096) * 4096, 0);
}

test.skipIf(skip).each([
  ['the segments', -4096],
  ['pictures that are encoded anew', 4096],
  ['the clip', 24 << 10],
])('a disk without room for %s is told in words, and nothing half made stays', async (_, more) => {
  const disk = await mountSmallDisk((await copiesBytes()) + more);
  onTestFinished(disk.close);
  const making = makerIn(join(disk.path, 'tmp')).make(order('1'));
  await expect(making).rejects.toMatchObject({
    ...{ name: 'UserError', status: 507 },
    message: expect.stringContaining('The disk that keeps clips is full'),
  });
  expect(await readdir(join(disk.path, 'tmp'))).toEqual([]);
  expect(await clips.get('1')).toBeUndefined();
});

test.skipIf(skip)(
  'of a clip that is made smaller for a place no part is posted where the rest found no room',
  async () => {
    const clip = await maker.make(order('1'));
    const disk = await mountSmallDisk(40 << 10);
    onTestFinished(disk.close);
    const small = makerIn(join(disk.path, 'tmp'));
    const using = small.fitted(clip, { maxBytes: 1 << 20, format: 'gif' }, async () => 'posted');
    await expect(using).rejects.toMatchObject({ name: 'UserError', status: 507 });
    expect(await readdir(join(disk.path, 'tmp'))).toEqual([]);
  },
);
