import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import { type MadeClip, makeClip } from './clip/made-clip.ts';
import { readClip } from './clock.ts';
import { checkClip, type Promised } from './laws.ts';

const FROM = Date.UTC(2026, 0, 5, 12, 0, 0, 300);
const RANGE = { fromMs: FROM, toMs: FROM + 4000, card: 1 };

let folder: string;
let ffmpegPath: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clock-'));
  ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
const make = (clip: Partial<MadeClip> = {}) => {
  made += 1;
  const file = join(folder, `${made}.mp4`);
  return makeClip(ffmpegPath, { file, fromMs: FROM, lengthMs: 4000, ...clip });
};
const check = async (file: string, promised: Partial<Promised> = {}) =>
  checkClip(await readClip(file, { ffmpegPath }), { ...RANGE, ...promised });

describe('a right clip', () => {
  test.each([
    ['as it was shared', ['-vf', 'scale=1280:720', '-b:v', '2500k']],
    ['at 720p and 0.6 Mbit/s', ['-vf', 'scale=1280:720', '-b:v', '600k', '-maxrate', '600k']],
    ['at 360p and 0.4 Mbit/s', ['-b:v', '400k']],
    ['at 202p and 0.15 Mbit/s', ['-vf', 'scale=360:202', '-b:v', '150k']],
  ])('%s keeps every law', async (_, output) => {
    const file = await make({ output: [...output, '-movflags', '+faststart'] });
    const clip = await readClip(file, { ffmpegPath });
    expect(checkClip(clip, RANGE)).toEqual([]);
    expect(clip.frames.map((frame) => frame.counter)).toEqual([...Array(120).keys()]);
    expect(clip.beeps.map((beep) => beep.secondMod4)).toEqual([1, 2, 3, 0]);
  });

  test('of a sharer whose clock is 40 s behind keeps every law', async () => {
    const file = await make({ fromMs: FROM - 40_000 });
    expect(await check(file, { sharerAheadMs: -40_000 })).toEqual([]);
    expect(await check(file)).toContain('120 frames are from before the range, by up to 40000 ms');
  });

  test('without sound is right only where none is due', async () => {
    const file = await make({ soundless: true });
    expect(await check(file, { sound: 'none' })).toEqual([]);
    expect(await check(file)).toContain('the sound is null, not aac');
  });
});

describe('a wrong clip is told by', () => {
  const wrong = async (clip: Partial<MadeClip>, promised?: Partial<Promised>) =>
    (await check(await make(clip), promised)).join('\n');

  test('frames from outside the range', async () => {
    const file = await make();
    expect(await check(file, { toMs: FROM + 3500 })).toContain(
      '14 frames are from after the range, by up to 467 ms',
    );
    expect(await check(file, { fromMs: FROM + 500 })).toContain(
      '8 frames are from before the range, by up to 500 ms',
    );
  });

  test('ends that are missing', async () => {
    const file = await make();
    expect(await check(file, { toMs: FROM + 4500 })).toContain('the last 533 ms are missing');
    expect(await check(file, { fromMs: FROM - 500 })).toContain('the first 500 ms are missing');
    expect(await check(file, { commandMs: FROM + 5100 })).toContain(
      'the last frame was 1133 ms old at the command',
    );
  });

  test('frames that were lost on the way', async () => {
    const output = ['-vf', "select='not(between(n,40,54))'", '-movflags', 'faststart'];
    expect(await wrong({ output })).toMatch(/the picture jumps ahead by 533 ms at 18\d\d ms/);
  });

  test('frames that were lost on the way, though not by what the browser itself dropped', async () => {
    const output = ['-vf', "select='not(between(n,40,54))'", '-movflags', 'faststart'];
    const polls = (droppedFrom: number, droppedTo: number) =>
      Array.from({ length: 120 }, (_, i) => ({
        atMs: FROM + ((i + 1) * 1000) / 30,
        pollMs: 1000 / 30,
        frames: i >= droppedFrom && i <= droppedTo ? 0 : 1,
      }));
    const file = await make({ output });
    expect(await check(file, { sent: polls(40, 54) })).toEqual([]);
    const jump = [expect.stringMatching(/the picture jumps ahead by 533 ms/)];
    expect(await check(file, { sent: polls(120, 120) })).toEqual(jump);
    expect(await check(file, { sent: polls(40, 49) })).toEqual(jump);
    expect(await check(file, { sent: polls(80, 94) })).toEqual(jump);
    expect(await check(file, { sent: [] })).toEqual(jump);
  });

  test('an end that is missing, though not one that the browser sent late', async () => {
    // From 3.2 s on it falls behind: what was drawn until 4 s goes out until 4.35 s.
    const leftMs = (i: number) => (i < 96 ? (i * 1000) / 30 : 3200 + ((i - 96) * 1150) / 24);
    const late = "setpts='if(lt(N,96),N/30,3.2+(N-96)*1.15/24)/TB'";
    const file = await make({ output: ['-vf', late, '-an', '-movflags', '+faststart'] });
    const steady = await make({ output: ['-an', '-movflags', '+faststart'] });
    const polls = (moments: number[]) =>
      moments.map((ms) => ({ atMs: FROM + ms + 17, pollMs: 33, frames: 1 }));
    const asSent = polls(Array.from({ length: 120 }, (_, i) => leftMs(i)));
    const inTime = polls(Array.from({ length: 131 }, (_, i) => (i * 1000) / 30));
    const range = { toMs: FROM + 4350, sound: 'none' } as const;
    const missing = ['the last 383 ms are missing'];
    expect(await check(file, { ...range, sent: asSent })).toEqual([]);
    expect(await check(file, { ...range, sent: [] })).toEqual(missing);
    expect(await check(file, range)).toEqual(missing);
    expect(await check(file, { ...range, sent: inTime })).toEqual(missing);
    expect(await check(steady, { ...range, sent: inTime })).toEqual(missing);
  });

  test('frames that were cut out and the gap closed', async () => {
    const output = [
      '-vf',
      "select='not(between(n,40,54))',setpts=N/30/TB",
      '-movflags',
      'faststart',
    ];
    expect(await wrong({ output })).toMatch(/533 ms of the source take 33 ms at 13\d\d ms/);
  });

  test('a hole and a pace of its own, though not what the recorder wrote so', async () => {
    const index = ['-movflags', 'faststart'];
    const hole = await make({ output: ['-vf', "select='not(between(n,40,54))'", ...index] });
    const closed = "select='not(between(n,40,54))',setpts=N/30/TB";
    const short = await make({ output: ['-vf', closed, ...index] });
    const whole = (await readClip(await make({ output: index }), { ffmpegPath })).frames;
    for (const file of [hole, short]) {
      const { frames } = await readClip(file, { ffmpegPath });
      const off = (faults: string[]) => faults.filter((fault) => /picture|source/.test(fault));
      expect(off(await check(file, { recorded: frames }))).toEqual([]);
      expect(off(await check(file, { recorded: whole }))).not.toEqual([]);
      expect(off(await check(file, { recorded: [] }))).not.toEqual([]);
    }
  });

  test('but not by a picture that the recorder repeated until it had the next', async () => {
    const held = "select='not(between(n,40,59))',fps=30";
    const file = await make({ output: ['-vf', held, '-movflags', 'faststart'] });
    const { frames } = await readClip(file, { ffmpegPath });
    const off = (faults: string[]) => faults.filter((fault) => /picture|source/.test(fault));
    expect(off(await check(file))).not.toEqual([]);
    expect(off(await check(file, { recorded: frames }))).toEqual([]);
  });

  test('pictures that can not be read', async () => {
    expect(await wrong({ grey: (i) => i < 3 })).toContain("3 of 120 frames can't be read, at 0 ms");
  });

  test('sound that is late or early', async () => {
    expect(await wrong({ soundLateMs: 180 })).toMatch(/the beep at \d+ ms is 1[78]\d ms late/);
    expect(await wrong({ soundLateMs: -100 })).toMatch(/the beep at \d+ ms is -(9|10)\d ms late/);
    expect(await wrong({ soundLateMs: 140 })).toBe('');
    expect(await wrong({ soundLateMs: -60 })).toBe('');
    expect(await wrong({ soundLateMs: 300 })).toContain('the beep at 1000 ms is 30');
  });

  test("somebody else's picture and sound", async () => {
    expect(await wrong({ card: 2 })).toMatch(/120 frames show card 2\n(.*\n)*card 2 beeps/);
  });

  test('beeps that are missing', async () => {
    const output = ['-af', 'volume=0:enable=between(t\\,1\\,3)', '-movflags', 'faststart'];
    expect(await wrong({ output })).toBe('2 of 3 beeps are missing, 1700, 2700 ms after the start');
  });

  test('an index behind the media', async () => {
    expect(await wrong({ output: [] })).toBe('the index is behind the media');
  });

  test('trimmed frames that are still in the file', async () => {
    const whole = await make({ output: ['-g', '30', '-movflags', '+faststart'] });
    const cut = join(folder, 'cut.mp4');
    const copy = ['-c', 'copy', '-movflags', '+faststart', cut];
    await promisify(execFile)(ffmpegPath, ['-v', 'error', '-ss', '1.5', '-i', whole, ...copy]);
    const told = await check(cut, { fromMs: FROM + 1500 });
    expect(told).toContain('15 trimmed frames are still in the file');
  });
});
