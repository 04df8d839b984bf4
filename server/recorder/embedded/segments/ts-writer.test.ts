import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTs } from '../../../clips/media/ts.ts';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { recordedPackets } from '../fixtures/packets.ts';
import { H264Depacketizer } from '../picture/h264.ts';
import { SILENT_FRAME } from '../sound/adts.ts';
import { TsWriter, type Unit } from './ts-writer.ts';

const PACKET = 188;
const DELIMITER = Buffer.from('0000000109f0', 'hex');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-ts-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Units of every length around what fills packets. */
function units(count: number, fromPts: number, step: number): Unit[] {
  return Array.from({ length: count }, (_, i) => {
    const data = Buffer.alloc(1 + ((i * 7) % 900), i);
    return { pts: fromPts + i * step, data };
  });
}

async function read(bytes: Buffer) {
  const file = join(folder, 'one.ts');
  await writeFile(file, bytes);
  return readTs(file);
}

test.each([90_000, 2 ** 32 - 9000, 2 ** 33 - 30_000, 2 ** 33 + 17])(
  'what it writes from %d on is what our reader reads',
  async (fromPts) => {
    const pictures = units(600, fromPts, 3000).map((unit) => ({ ...unit, keyframe: false }));
    const sounds = units(900, fromPts, 1920);
    const { video, audio } = await read(new TsWriter().segment(pictures, sounds));
    const wrapped = (list: Unit[]) => list.map(({ pts }) => pts % 2 ** 33);
    expect(video.map(({ pts }) => pts)).toEqual(wrapped(pictures));
    expect(audio.map(({ pts }) => pts)).toEqual(wrapped(sounds));
    const bare = video.map(({ data }) => data.subarray(DELIMITER.length));
    expect(Buffer.concat(bare).equals(Buffer.concat(pictures.map(({ data }) => data)))).toBe(true);
    expect(video.every(({ data }) => data.subarray(0, DELIMITER.length).equals(DELIMITER))).toBe(
      true,
    );
    expect(audio.map(({ data }) => data.length)).toEqual(sounds.map(({ data }) => data.length));
  },
);

test('every packet is counted on, over segments, and the clock is ahead of what it shows', () => {
  const writer = new TsWriter();
  const segments = [0, 1, 2].map((i) =>
    writer.segment(
      units(20, 90_000 + i * 60_000, 3000).map((unit, k) => ({ ...unit, keyframe: k === 0 })),
      units(31, 90_000 + i * 60_000, 1920),
    ),
  );
  const next = new Map<number, number>();
  let clock = 0;
  let entries = 0;
  for (const segment of segments) {
    expect(segment.readUInt16BE(1) & 0x1fff).toBe(0);
    for (let at = 0; at < segment.length; at += PACKET) {
      expect(segment[at]).toBe(0x47);
      const pid = segment.readUInt16BE(at + 1) & 0x1fff;
      const [flags = 0, length = 0, field = 0] = segment.subarray(at + 3, at + 6);
      expect(flags & 15).toBe(next.get(pid) ?? 0);
      next.set(pid, ((flags & 15) + 1) & 15);
      if (!(flags & 0x20) || length === 0 || !(field & 0x10)) continue;
      const base = segment.readUInt32BE(at + 6) * 2 + ((segment[at + 10] ?? 0) >> 7);
      expect(base).toBe(clock === 0 ? 81_000 : clock + 3000);
      clock = base;
      if (field & 0x40) entries += 1;
    }
  }
  expect(entries).toBe(3);
});

test('ffmpeg reads pictures and sound at their times and finds nothing to complain of', async () => {
  const depacketizer = new H264Depacketizer();
  const frames = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
  const pictures = frames.map(({ data, keyframe }, i) => ({
    pts: 90_001 + i * 3001,
    data,
    keyframe,
  }));
  const count = Math.ceil((frames.length * 3001) / 1920);
  const sounds = Array.from({ length: count }, (_, i) => ({
    pts: 90_001 + i * 1920,
    data: SILENT_FRAME,
  }));
  const writer = new TsWriter();
  const file = join(folder, 'share.ts');
  await writeFile(file, writer.segment(pictures, sounds));
  const args = ['-v', 'warning', '-copyts', '-i', file, '-map', '0', '-c', 'copy', '-copyinkf'];
  const { stdout, stderr } = await promisify(execFile)(await findFfmpeg(), [
    ...[...args, '-f', 'framecrc', '-'],
  ]);
  expect(stderr).toBe('');
  const rows = stdout
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map((field) => Number.parseInt(field, 10)));
  const timesOf = (stream: number) => rows.filter((row) => row[0] === stream).map((row) => row[2]);
  expect(timesOf(0)).toEqual(pictures.map(({ pts }) => pts));
  expect(timesOf(1)).toEqual(sounds.map(({ pts }) => pts));
  expect(stdout).toContain('#dimensions 0: 1280x720');
});
