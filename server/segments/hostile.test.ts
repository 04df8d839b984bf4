import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { cleanSegments } from './clean.ts';
import { MOST_TEXT_BYTES } from './files.ts';
import { createSegmentLibrary } from './library.ts';
import { localFiles } from './local-files.ts';
import { MOST_SEGMENTS, PLAYLIST_FILE, parsePlaylist, renderPlaylist } from './playlist.ts';
import { segmentsFrom, touch, writeSession } from './test-sessions.ts';

vi.setConfig({ testTimeout: 60_000 });
const onUnix = test.skipIf(process.platform === 'win32');
const log = createLog('silent');
const T = Date.UTC(2026, 10, 23);

/** What is not ours lies beside the sessions. */
let outside: string;
let segmentsPath: string;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-hostile-'));
  [outside, segmentsPath] = [join(folder, 'outside'), join(folder, 'segments')];
  await mkdir(outside);
  await mkdir(segmentsPath);
});
afterEach(() => rm(join(outside, '..'), { recursive: true, force: true }));

const library = () => createSegmentLibrary({ segmentsPath });
const clean = () =>
  cleanSegments({ segmentsPath, windowMs: 1000, nowMs: Date.now() + 3600_000, log });
const playlistOf = (count: number) =>
  renderPlaylist({ mediaSequence: 0, segments: segmentsFrom(T, 0, count - 1), ended: true });

/** A good session of this person's beside it: nobody else's trouble is theirs. */
async function goodSession(userId = '1') {
  return writeSession(segmentsPath, userId, T, { segments: segmentsFrom(T, 0, 2), ended: true });
}

/** What stands in a hostile one's place of a playlist. */
const PLACES: Record<string, (file: string) => Promise<unknown>> = {
  'a pipe': async (file) => execFileSync('mkfifo', [file]),
  'a folder': (file) => mkdir(file),
  'a link to a device': (file) => symlink('/dev/zero', file),
  'a link to a playlist elsewhere': async (file) => {
    await writeFile(join(outside, 'list'), playlistOf(1));
    await symlink(join(outside, 'list'), file);
  },
  'a link to itself': (file) => symlink(file, file),
  'a file of gigabytes': async (file) => {
    await writeFile(file, '#EXTM3U\n');
    await truncate(file, MOST_TEXT_BYTES + 1);
  },
  'nothing but line ends': (file) => writeFile(file, `#EXTM3U\n${'\n'.repeat(8 << 20)}`),
  'one line without an end': (file) => writeFile(file, `#EXTM3U\n${'x'.repeat(8 << 20)}\n`),
};

onUnix.each(Object.entries(PLACES))(
  'in place of a playlist, %s is none, and holds nothing up',
  async (_, put) => {
    await goodSession();
    const hostile = join(segmentsPath, '1', String(T + 1_000_000));
    await mkdir(hostile);
    await writeFile(join(hostile, 'segment_00000.ts'), 'video');
    await put(join(hostile, PLAYLIST_FILE));
    const found = await library().between('1', 0, T + 1e9);
    expect(found.map(({ folder }) => folder)).toEqual(
      Array(3).fill(join(segmentsPath, '1', String(T))),
    );
    expect(await library().coverage('1')).toMatchObject({ fromMs: T, toMs: T + 6000 });
  },
);

onUnix('a segment that is a link or a pipe is not there, and none is taken', async () => {
  await writeFile(join(outside, 'secret'), 'of somebody else');
  const folder = await goodSession();
  const [first, second] = ['segment_00000.ts', 'segment_00001.ts'].map((name) =>
    join(folder, name),
  );
  await rm(first as string);
  await symlink(join(outside, 'secret'), first as string);
  await rm(second as string);
  execFileSync('mkfifo', [second as string]);
  const found = await library().between('1', 0, T + 1e9);
  expect(found.map(({ startMs }) => startMs)).toEqual([T + 4000]);
  const held = join(outside, 'held');
  expect(await localFiles.take(first as string, held)).toBe(false);
  expect(await localFiles.take(second as string, held)).toBe(false);
  await expect(localFiles.reading(second as string, async () => 'read')).rejects.toThrow('no file');
  expect(await readdir(outside)).toEqual(['secret']);
});

onUnix(
  'links in place of folders lead nowhere: nothing is read or deleted behind them',
  async () => {
    const theirs = await goodSession('2');
    await mkdir(join(segmentsPath, '1'));
    await symlink(join(segmentsPath, '2'), join(segmentsPath, '1', 'voice'));
    await symlink(theirs, join(segmentsPath, '1', String(T)));
    await symlink(join(segmentsPath, '2'), join(segmentsPath, '3'));
    expect(await library().coverage('1')).toBeNull();
    expect(await library().coverage('3')).toBeNull();
    expect(await localFiles.numbered(join(segmentsPath, '1', 'voice'))).toEqual([]);

    const elsewhere = await writeSession(outside, '9', T, { segments: segmentsFrom(T, 0, 1) });
    await symlink(join(outside, '9'), join(segmentsPath, '2', 'voice'));
    await touch(elsewhere, T);
    await clean();
    expect((await readdir(elsewhere)).length).toBeGreaterThan(1);
  },
);

test('the folder of all sessions itself may be a link', async () => {
  const link = join(outside, 'segments');
  await symlink(segmentsPath, link);
  await goodSession();
  const found = await createSegmentLibrary({ segmentsPath: link }).between('1', 0, T + 1e9);
  expect(found).toHaveLength(3);
});

test('as many segments as a playlist may list are read and answered, one more is none', async () => {
  const most = playlistOf(MOST_SEGMENTS);
  expect(most.length).toBeLessThan(MOST_TEXT_BYTES);
  expect(parsePlaylist(`${most}#EXTINF:2.000,\nsegment_999999.ts\n`)).toBeNull();
  const files = { ...localFiles, names: async (_: string, listed: string[] = []) => listed };
  await goodSession();
  await writeFile(join(segmentsPath, '1', String(T), PLAYLIST_FILE), most);
  const all = createSegmentLibrary({ segmentsPath, files });
  expect(await all.coverage('1')).toMatchObject({ fromMs: T, toMs: T + MOST_SEGMENTS * 2000 });
});

const HEAD = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n';
const DATED = '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:00Z\n';
test.each([
  ['an address', `${HEAD}${DATED}#EXTINF:2,\nhttp:127.0.0.1\n`],
  ['the folder above', `${HEAD}${DATED}#EXTINF:2,\n..\n`],
  ['a name with a zero in it', `${HEAD}${DATED}#EXTINF:2,\na\0.ts\n`],
  ['a name of a thousand letters', `${HEAD}${DATED}#EXTINF:2,\n${'a'.repeat(1000)}\n`],
  ['a segment of a year', `${HEAD}${DATED}#EXTINF:31536000,\na.ts\n`],
  ['a segment without an end', `${HEAD}${DATED}#EXTINF:1e400,\na.ts\n`],
  ['the year 275760', `${HEAD}#EXT-X-PROGRAM-DATE-TIME:+275760-09-13\n#EXTINF:2,\na.ts\n`],
  ['a sequence of 10^308', `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1e308\n${DATED}#EXTINF:2,\na.ts\n`],
  ['a sequence below zero', `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:-5\n${DATED}#EXTINF:2,\na.ts\n`],
])('a playlist with %s is none', (_, text) => {
  expect(parsePlaylist(text)).toBeNull();
});
