import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { cutOffBlackSince, readCutOff } from './cut-off.ts';
import { createSegmentLibrary } from './library.ts';
import { PLAYLIST_FILE, renderPlaylist, segmentFile } from './playlist.ts';
import { createSessionReader } from './read-session.ts';

// Each test runs ffmpeg a dozen times.
vi.setConfig({ testTimeout: 60_000 });

const START = Date.parse('2026-11-23T18:00:00Z');
let segmentsPath: string;
let folder: string;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'cut-off-'));
  folder = join(segmentsPath, '7', String(START));
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(segmentsPath, { recursive: true }));

const ffmpeg = await findFfmpeg(process.env.FFMPEG_PATH);
const look = (sinceMs: number) =>
  cutOffBlackSince(folder, sinceMs, { readSession: createSessionReader(), ffmpegPath: ffmpeg });

/** Segments of half a second with these pictures, listed as 2 s each. */
async function write(pictures: string[], ended = true): Promise<void> {
  for (const [i, source] of pictures.entries()) {
    const args = [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      source.replace(
        /^[^,]*/,
        (all) => `${all}${all.includes('=') ? ':' : '='}size=320x180:duration=0.5`,
      ),
    ];
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-y'];
    await promisify(execFile)(ffmpeg, [...args, ...encode, join(folder, segmentFile(i))]);
  }
  const segments = pictures.map((_, i) => ({
    ...{ uri: segmentFile(i), startMs: START + i * 2000, durationMs: 2000, discontinuity: false },
  }));
  const playlist = renderPlaylist({ mediaSequence: 0, segments, ended });
  await writeFile(join(folder, PLAYLIST_FILE), playlist);
}
const clippable = async () => {
  const library = createSegmentLibrary({ segmentsPath });
  return (await library.between('7', 0, Number.MAX_SAFE_INTEGER)).map(
    ({ startMs }) => (startMs - START) / 2000,
  );
};

test('from the first black segment on nothing can be clipped, also not what is listed later', async () => {
  await write(['testsrc', 'testsrc', 'testsrc', 'color=black']);
  expect(await look(START + 3000)).toBe(START + 6000);
  expect(await clippable()).toEqual([0, 1, 2]);
  await write(['testsrc', 'testsrc', 'testsrc', 'color=black', 'color=black']);
  expect(await clippable()).toEqual([0, 1, 2]);
});

test('a segment in whose middle it turns black is cut there', async () => {
  const half = "color=white,drawbox=t=fill:color=black:enable='gte(t\\,0.2)'";
  await write(['testsrc', half, 'color=black']);
  const cutMs = (await look(START)) ?? 0;
  // From 0.2 s of 0.5 on it is black, which are listed as two; not a picture later, at most one earlier.
  expect(cutMs).toBeLessThanOrEqual(START + 2000 + 800);
  expect(cutMs).toBeGreaterThan(START + 2000 + 800 - 2000 / 13);
  const library = createSegmentLibrary({ segmentsPath });
  expect(await library.coverage('7')).toMatchObject({
    ...{ toMs: cutMs, bufferedMs: cutMs - START },
  });
});

test('what was black before the doubt was black on the screen', async () => {
  await write(['testsrc', 'color=black', 'testsrc', 'testsrc']);
  expect(await look(START + 5000)).toBeNull();
  expect(await readCutOff(folder)).toBeNull();
  expect(await clippable()).toEqual([0, 1, 2, 3]);
});

test('black with a picture after it was black on the screen, too', async () => {
  await write(['testsrc', 'color=black', 'color=black'], false);
  let looks = 0;
  const readSession = createSessionReader();
  const cut = await cutOffBlackSince(folder, START, { readSession, ffmpegPath: ffmpeg }, () => {
    looks += 1;
    return looks < 2;
  });
  expect(cut).toBe(START + 2000);
  expect(await clippable()).toEqual([0]);
  await write(['testsrc', 'color=black', 'color=black', 'testsrc']);
  expect(await look(START)).toBeNull();
  expect(await clippable()).toEqual([0, 1, 2, 3]);
});

test('a dark screen with something on it is not black', async () => {
  await write(['testsrc', 'color=0x101010,drawbox=x=100:y=60:w=12:h=20:color=white:t=fill']);
  expect(await look(START)).toBeNull();
});
