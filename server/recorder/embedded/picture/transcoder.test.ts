import { execFileSync } from 'node:child_process';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../../../../e2e/support/until.ts';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
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
afterEach(() => transcoder.close());

interface Made {
  frame: Frame;
  mediaMs: number;
}

function open(): Made[] {
  const made: Made[] = [];
  transcoder = new Transcoder(ffmpegPath, (frame, mediaMs) => made.push({ frame, mediaMs }));
  return made;
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
  const made = open();
  for (const [i, frame] of frames.slice(0, 10).entries()) transcoder.push(frame, i * 33);
  await until('ten are there', () => made.length === 10);
  execFileSync('pkill', ['-9', '-P', String(process.pid), '-x', 'ffmpeg']);
  await until('it is noticed', () => transcoder.waiting);
  for (const [i, frame] of frames.slice(10).entries()) transcoder.push(frame, (10 + i) * 33);
  await until('the rest is there', () => made.length === 40);
  expect(made[10]?.frame).toMatchObject({ keyframe: true, afterGap: true, timestamp: 30 * 3000 });
});

function hasSets(annexB: Buffer): boolean {
  return ((annexB[4] ?? 0) & 31) === 7;
}
