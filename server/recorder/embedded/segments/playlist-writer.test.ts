import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePlaylist } from '../../../segments/playlist.ts';
import { PlaylistWriter } from './playlist-writer.ts';

const START_MS = 1_795_000_000_000;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-playlist-'));
});
afterEach(() => rm(folder, { recursive: true }));

const read = async () => parsePlaylist(await readFile(join(folder, 'playlist.m3u8'), 'utf8'));
const segment = (i: number, discontinuity = false) => ({
  data: [Buffer.from(`part ${i} `), Buffer.from('whole')],
  startMs: START_MS + i * 2000,
  durationMs: 2000,
  discontinuity,
});

test('what is listed is on disk, in order, however fast it comes', async () => {
  const writer = new PlaylistWriter(folder, 60_000);
  expect(writer.newestEndMs).toBeNull();
  await Promise.all([writer.add(segment(0)), writer.add(segment(1, true)), writer.end()]);
  const playlist = await read();
  expect(playlist).toEqual({
    mediaSequence: 0,
    ended: true,
    segments: [0, 1].map((i) => ({
      uri: `segment_0000${i}.ts`,
      startMs: START_MS + i * 2000,
      durationMs: 2000,
      discontinuity: i === 1,
    })),
  });
  expect(await readFile(join(folder, 'segment_00001.ts'), 'utf8')).toBe('part 1 whole');
  expect(writer.newestEndMs).toBe(START_MS + 4000);
  expect((await readdir(folder)).sort()).toEqual([
    'playlist.m3u8',
    'segment_00000.ts',
    'segment_00001.ts',
  ]);
});

test('entries older than the window and two minutes go, their files stay', async () => {
  const writer = new PlaylistWriter(folder, 10_000);
  for (let i = 0; i < 100; i += 1) await writer.add(segment(i));
  const playlist = await read();
  const oldestMs = START_MS + 99 * 2000 - 130_000;
  expect(playlist?.segments[0]?.startMs).toBe(oldestMs - 2000);
  expect(playlist?.mediaSequence).toBe(100 - (playlist?.segments.length ?? 0));
  expect(playlist?.segments.at(-1)?.uri).toBe('segment_00099.ts');
  expect((await readdir(folder)).filter((name) => name.endsWith('.ts'))).toHaveLength(100);
});

test('a reader never sees half a playlist', async () => {
  const writer = new PlaylistWriter(folder, 600_000);
  await writer.add(segment(0));
  let done = false;
  const writing = (async () => {
    for (let i = 1; i < 60; i += 1) await writer.add(segment(i));
    done = true;
  })();
  let listed = 1;
  while (!done) {
    const count = (await read())?.segments.length ?? 0;
    expect(count).toBeGreaterThanOrEqual(listed);
    listed = count;
  }
  await writing;
});

test('a segment that cannot be written is not listed, and that is told', async () => {
  const writer = new PlaylistWriter(join(folder, 'gone'), 60_000);
  await expect(writer.add(segment(0))).rejects.toThrow(/ENOENT/);
  expect(writer.newestEndMs).toBeNull();
});

test.each([
  ['the clock was set back', [0, 2000, 4000, -34_000], [-40_000, -38_000, -36_000, -34_000]],
  ['it was set ahead', [0, 2000, 44_000], [0, 2000, 44_000]],
  ['a long jam was taken for a sleep', [0, 2000, 5500, 7500, 8000], [0, 2000, 4000, 6000, 8000]],
  ['the delay gets known better', [0, 1998, 3996, 5930], [0, 1998, 3996, 5930]],
])('segments follow one another on the clock: %s', async (_, starts, placed) => {
  const writer = new PlaylistWriter(folder, 600_000);
  for (const [i, atMs] of starts.entries()) {
    await writer.add({ ...segment(i), startMs: START_MS + atMs });
  }
  const { segments = [] } = (await read()) ?? {};
  expect(segments.map(({ startMs }) => startMs - START_MS)).toEqual(placed);
});
