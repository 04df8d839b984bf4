import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { until } from '../../../../e2e/support/until.ts';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { createLog } from '../../../log.ts';
import { encodeVp8, packetizeVp8 } from '../fixtures/vp8.ts';
import type { Frame } from './h264.ts';
import { Transcoder } from './transcoder.ts';
import { Vp8Depacketizer } from './vp8.ts';

// Encoders on a machine with other work.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const ffmpegPath = await findFfmpeg();
let transcoder: Transcoder;
let frames: Frame[];
let larger: Frame[];
beforeAll(async () => {
  frames = await framesOf();
  larger = await framesOf({ width: 640, height: 360 });
});
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-transcoder-'));
});
afterEach(async () => {
  transcoder.close();
  await rm(folder, { recursive: true });
});

interface Made {
  frame: Frame;
  mediaMs: number;
}

const log = createLog('silent');
/** What its sharer is told. */
const slow: string[] = [];

function open(path = ffmpegPath): Made[] {
  const made: Made[] = [];
  slow.length = 0;
  const options = { ffmpegPath: path, log, onSlow: (words: string) => slow.push(words) };
  transcoder = new Transcoder(options, (frame, mediaMs) => made.push({ frame, mediaMs }));
  return made;
}

/** An executable that does what `command` says and tells which process that is. */
async function script(command: string) {
  const path = join(folder, 'ffmpeg');
  await writeFile(path, `#!/bin/sh\necho $$ > "$0.pid"\nexec ${command}\n`, { mode: 0o755 });
  const pid = () =>
    until('it runs', async () => Number(await readFile(`${path}.pid`, 'utf8').catch(() => '')));
  return { path, pid };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function framesOf(size?: { width: number; height: number }): Promise<Frame[]> {
  const depacketizer = new Vp8Depacketizer();
  const packets = packetizeVp8(await encodeVp8(size));
  return packets.flatMap((packet) => depacketizer.push(packet, false) ?? []);
}

/** How many pictures of which size ffmpeg decodes, and what it complains of. */
function decode(made: Made[]): string {
  const args = ['-v', 'error', '-f', 'h264', '-i', '-', '-fps_mode', 'passthrough'];
  const input = Buffer.concat(made.map(({ frame }) => frame.data));
  const out = execFileSync(ffmpegPath, [...args, '-f', 'framecrc', '-'], { input, stdio: 'pipe' });
  return `${String(out).match(/^0,/gm)?.length} of ${/dimensions 0: (\S+)/.exec(String(out))?.[1]}`;
}

test('each picture becomes one, at its own time, a keyframe a keyframe', async () => {
  const made = open();
  // As of a still page: times that no rate explains.
  const timeOf = (i: number) => 5_000_000.4 + i * 33.3 + (i > 20 ? 900 : 0);
  for (const [i, frame] of frames.entries()) transcoder.push(frame, timeOf(i));
  await until('all are there', () => made.length === frames.length);
  expect(made.map(({ mediaMs }) => mediaMs)).toEqual(frames.map((_, i) => timeOf(i)));
  const kinds = (some: Frame[]) =>
    some.map(({ keyframe, afterGap, timestamp }) => ({ keyframe, afterGap, timestamp }));
  const firstAfterNothing = kinds(frames).map((k, i) => (i === 0 ? { ...k, afterGap: false } : k));
  expect(kinds(made.map(({ frame }) => frame))).toEqual(firstAfterNothing);
  for (const { frame } of made) expect(hasSets(frame.data)).toBe(frame.keyframe);
  expect(decode(made)).toBe('60 of 320x180');
  expect(slow).toEqual([]);
});

test('each comes out without waiting for the next', async () => {
  const made = open();
  for (const [i, frame] of frames.slice(0, 5).entries()) {
    transcoder.push(frame, i * 1000);
    await until(`picture ${i} is there`, () => made.length === i + 1);
  }
});

test('another size goes on under its own parameter sets', async () => {
  const made = open();
  for (const [i, frame] of frames.entries()) transcoder.push(frame, i * 33);
  await until('the first are there', () => made.length === 60);
  for (const [i, frame] of larger.entries()) transcoder.push(frame, (60 + i) * 33);
  await until('all are there', () => made.length === 120);
  expect(made.map(({ mediaMs }) => mediaMs)).toEqual(made.map((_, i) => i * 33));
  expect(decode(made.slice(60))).toBe('60 of 640x360');
});

test('an ffmpeg that dies is replaced at the next keyframe, which tells of the gap', async () => {
  const { path, pid } = await script(`"${ffmpegPath}" "$@"`);
  const made = open(path);
  for (const [i, frame] of frames.slice(0, 10).entries()) transcoder.push(frame, i * 33);
  await until('ten are there', () => made.length === 10);
  process.kill(await pid(), 'SIGKILL');
  await until('it is noticed', () => transcoder.waiting);
  for (const [i, frame] of frames.slice(10).entries()) transcoder.push(frame, 1500 + i * 33);
  await until('the rest is there', () => made.length === 40);
  expect(made[10]?.frame).toMatchObject({ keyframe: true, afterGap: true, timestamp: 30 * 3000 });
});

test('an ffmpeg that hangs is given no more than it may leave unread, and does not outlive its use', async () => {
  const { path, pid } = await script('sleep 60');
  open(path);
  const [keyframe] = frames as [Frame];
  const large = { ...keyframe, data: Buffer.alloc(100_000) };
  for (let i = 0; i < 40; i += 1) transcoder.push(large, i * 33);
  expect(transcoder.waiting).toBe(true);
  expect(new Set(slow)).toEqual(new Set([expect.stringContaining('does not keep up')]));
  expect(transcoder.isBehind).toBe(true);
  expect(transcoder.unreadBytes).toBeGreaterThan(1 << 20);
  expect(transcoder.unreadBytes).toBeLessThan((1 << 20) + 110_000);
  const running = await pid();
  expect(lives(running)).toBe(true);
  transcoder.close();
  await until('it is gone', () => !lives(running));
});

test('an ffmpeg that gives nothing back is given no more, then killed, and that is told', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const warn = vi.spyOn(log, 'warn');
  onTestFinished(() => warn.mockRestore());
  const { path, pid } = await script('sleep 60');
  open(path);
  const [keyframe] = frames as [Frame];
  transcoder.push(keyframe, 0);
  expect(transcoder.waiting).toBe(false);
  const running = await pid();
  let atMs = 0;
  const goOn = (untilMs: number) => {
    for (; atMs < untilMs; atMs += 1000) {
      vi.advanceTimersByTime(1000);
      transcoder.push(keyframe, atMs + 1000);
    }
  };
  goOn(3000);
  expect(transcoder.waiting).toBe(true);
  expect(slow).toEqual(Array(2).fill(expect.stringContaining('does not keep up')));
  expect(lives(running)).toBe(true);
  goOn(12_000);
  await until('it is told', () => warn.mock.calls.length > 0);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({
    err: { message: expect.stringMatching(/gave nothing for 10000 ms/) },
  });
  expect(lives(running)).toBe(false);
});

test('an ffmpeg that dies again and again is started ever more rarely, and what it said is told', async () => {
  const warn = vi.spyOn(log, 'warn');
  onTestFinished(() => warn.mockRestore());
  const { path } = await script('sh -c "echo no codec >&2; exit 3"');
  open(path);
  const [keyframe] = frames as [Frame];
  const startsMs: number[] = [];
  for (let atMs = 0; atMs < 16_000; atMs += 500) {
    transcoder.push(keyframe, atMs);
    if (transcoder.waiting) continue;
    startsMs.push(atMs);
    await until('it is noticed', () => transcoder.waiting, { everyMs: 10 });
  }
  expect(startsMs).toEqual([0, 1000, 3000, 7000, 15_000]);
  expect(new Set(slow)).toEqual(new Set([expect.stringContaining('broke down')]));
  expect(transcoder.isBehind).toBe(true);
  expect(warn).toHaveBeenCalledTimes(5);
  const { err } = warn.mock.calls[0]?.[0] as unknown as { err: Error };
  expect(err.message).toMatch(/^ffmpeg ended \(3\)\n.* -f ivf -i pipe:0 .*\nno codec$/);
});

test('a time in which we did nothing ourselves is not held against it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  open((await script('sleep 60')).path);
  const [keyframe] = frames as [Frame];
  transcoder.push(keyframe, 0);
  vi.advanceTimersByTime(30_000);
  transcoder.push(keyframe, 33);
  expect(transcoder.waiting).toBe(false);
  expect(slow).toEqual([]);
});

test('an ffmpeg that writes nonsense is ended, and that is told', async () => {
  const warn = vi.spyOn(log, 'warn');
  onTestFinished(() => warn.mockRestore());
  const { path } = await script('yes nonsense');
  const made = open(path);
  transcoder.push((frames as [Frame])[0], 0);
  await until('it is told', () => warn.mock.calls.length > 0);
  const { err } = warn.mock.calls[0]?.[0] as unknown as { err: Error };
  expect(err.message).toMatch(/^not FLV\n/);
  expect(made).toEqual([]);
});

test('a picture that is not given back holds nothing up', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const made = open();
  const [first, ...others] = frames as [Frame, ...Frame[]];
  transcoder.push(first, 0);
  transcoder.push({ ...first, keyframe: false, data: Buffer.from([1, 2]) }, 33);
  transcoder.push(others[0] as Frame, 66);
  await until('the others are there', () => made.at(-1)?.mediaMs === 66);
  expect(made.map(({ mediaMs }) => mediaMs)).toEqual([0, 66]);
  vi.advanceTimersByTime(5000);
  transcoder.push(others[1] as Frame, 5000);
  expect(transcoder.waiting).toBe(false);
});

function hasSets(annexB: Buffer): boolean {
  return ((annexB[4] ?? 0) & 31) === 7;
}

test('of an odd size the last row and column are left out', async () => {
  const odd = await framesOf({ width: 321, height: 181 });
  const made = open();
  for (const [i, frame] of odd.slice(0, 5).entries()) transcoder.push(frame, i * 33);
  await until('all are back', () => made.length === 5);
  expect(decode(made)).toBe('5 of 320x180');
});

test('while the size changes with every picture, ffmpeg is started once a second', async () => {
  const path = join(folder, 'ffmpeg');
  await writeFile(path, `#!/bin/sh\necho x >> "$0.starts"\nexec "${ffmpegPath}" "$@"\n`, {
    mode: 0o755,
  });
  open(path);
  const [one, other] = [frames[0], larger[0]] as [Frame, Frame];
  for (let i = 0; i < 60; i += 1) transcoder.push(i % 2 ? one : other, 1000 + i * 33);
  const starts = async () => (await readFile(`${path}.starts`, 'utf8').catch(() => '')).length / 2;
  await until('it runs', async () => (await starts()) > 0);
  // Another would have been started by then.
  await sleep(500);
  expect(await starts()).toBeLessThanOrEqual(2);
});
