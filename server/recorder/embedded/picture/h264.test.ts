import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { recordedPackets } from '../fixtures/packets.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { type Frame, H264Depacketizer, MOST_BYTES, MOST_PARTS } from './h264.ts';

const packets = recordedPackets();

/** Without the packets that `lost` picks; the one after a hole is told of it, as Reorder does. */
function depacketize(lost: (packet: MediaPacket, i: number) => boolean = () => false): Frame[] {
  const depacketizer = new H264Depacketizer();
  let hole = false;
  return packets.flatMap((packet, i) => {
    if (lost(packet, i)) {
      hole = true;
      return [];
    }
    const frame = depacketizer.push(packet, hole);
    hole = false;
    return frame ?? [];
  });
}

async function decode(frames: Frame[]): Promise<{ decoded: number; complaints: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-h264-'));
  const file = join(folder, 'frames.h264');
  await writeFile(file, Buffer.concat(frames.map(({ data }) => data)));
  const args = ['-v', 'warning', '-i', file, '-fps_mode', 'passthrough', '-f', 'framecrc', '-'];
  const { stdout, stderr } = await promisify(execFile)(await findFfmpeg(), args);
  await rm(folder, { recursive: true });
  const decoded = stdout.split('\n').filter((line) => line.startsWith('0,')).length;
  return { decoded, complaints: stderr };
}

test('a recorded share becomes pictures that decode, every one of them', async () => {
  const frames = depacketize();
  expect(frames.length).toBe(packets.filter(({ marker }) => marker).length);
  expect(frames[0]).toMatchObject({ keyframe: true, afterGap: false, width: 1280, height: 720 });
  const { decoded, complaints } = await decode(frames);
  expect(decoded).toBe(frames.length);
  expect(complaints).not.toMatch(/error|conceal|missing/i);
});

test('a picture is stamped with its first packet', () => {
  for (const frame of depacketize()) {
    const own = packets.filter(({ timestamp }) => timestamp === frame.timestamp);
    expect(frame.arrivalMs).toBe(own[0]?.arrivalMs);
  }
});

test('from a loss to the next keyframe nothing is given, and the keyframe tells of the gap', async () => {
  const whole = depacketize();
  const keyframes = whole.filter(({ keyframe }) => keyframe);
  expect(keyframes.length).toBeGreaterThan(1);
  const third = whole[3]?.timestamp;
  let taken = false;
  const frames = depacketize(({ timestamp }) => {
    const lost = timestamp === third && !taken;
    if (lost) taken = true;
    return lost;
  });
  const [before, after] = [frames.slice(0, 3), frames.slice(3)];
  expect(before.map(({ timestamp }) => timestamp)).toEqual(
    whole.slice(0, 3).map(({ timestamp }) => timestamp),
  );
  expect(after[0]).toMatchObject({
    keyframe: true,
    afterGap: true,
    timestamp: keyframes[1]?.timestamp,
  });
  expect(after.slice(1).some(({ afterGap }) => afterGap)).toBe(false);
  expect((await decode(frames)).complaints).not.toMatch(/error|conceal|missing/i);
});

test.each(['first', 'middle', 'last'])('a keyframe without its %s packet is not used', (which) => {
  const key = depacketize()[0]?.timestamp;
  const own = packets.flatMap(({ timestamp }, i) => (timestamp === key ? [i] : []));
  const gone = { first: 0, middle: own.length >> 1, last: own.length - 1 }[which] ?? 0;
  const frames = depacketize((_, i) => i === own[gone]);
  expect(frames[0]?.timestamp).not.toBe(key);
  expect(frames[0]?.keyframe).toBe(true);
});

test('a hostile parameter set is a loss, and the next keyframe is good again', () => {
  const depacketizer = new H264Depacketizer();
  const frames = packets.flatMap((packet) => depacketizer.push(packet, false) ?? []);
  // pic_order_cnt_type 1 with 2^31 cycles.
  const hostile = Buffer.from('67420042c78000000040000000000010', 'hex');
  const later = packets.map((packet) => ({ ...packet, timestamp: packet.timestamp + 9_000_000 }));
  const first = later[0] as MediaPacket;
  const timestamp = first.timestamp - 3000;
  depacketizer.push({ ...first, timestamp, payload: hostile, marker: true }, false);
  expect(depacketizer.waiting).toBe(true);
  const after = later.flatMap((packet) => depacketizer.push(packet, false) ?? []);
  expect(after.map(({ data }) => data)).toEqual(frames.map(({ data }) => data));
  expect(after[0]).toMatchObject({ keyframe: true, afterGap: true });
});

test('parameter sets that change between keyframes are copied where they came', () => {
  const depacketizer = new H264Depacketizer();
  const whole = depacketize();
  const at = packets.findIndex(({ timestamp }) => timestamp === whole[2]?.timestamp);
  // pic_parameter_set_id 1.
  const pps = Buffer.from('684ce3c8', 'hex');
  const frames = packets.slice(0, at + 200).flatMap((packet, i) => {
    const first = { ...packet, payload: pps, marker: false };
    if (i === at) depacketizer.push(first, false);
    return depacketizer.push(packet, false) ?? [];
  });
  const start = Buffer.from([0, 0, 0, 1]);
  expect(frames[1]?.data).toEqual(whole[1]?.data);
  expect(frames[2]?.data).toEqual(Buffer.concat([start, pps, whole[2]?.data ?? start]));
  expect(frames[3]?.data).toEqual(whole[3]?.data);
});

test('a picture without an end is given up before it fills the memory', () => {
  const depacketizer = new H264Depacketizer();
  const frames = packets.flatMap((packet) => depacketizer.push(packet, false) ?? []);
  const [first] = packets as [MediaPacket];
  // A slice that begins and never ends.
  const payload = Buffer.concat([Buffer.from([0x7c, 0x81]), Buffer.alloc(60_000)]);
  const timestamp = first.timestamp - 3000;
  for (let bytes = 0; bytes < 2 * MOST_BYTES; bytes += payload.length) {
    expect(depacketizer.push({ ...first, timestamp, payload, marker: false }, false)).toBeNull();
  }
  expect(depacketizer.waiting).toBe(true);
  const after = packets.flatMap((packet) => depacketizer.push(packet, false) ?? []);
  expect(after.map(({ data }) => data)).toEqual(frames.map(({ data }) => data));
  expect(after[0]?.afterGap).toBe(true);
});

/** A packet whose payload is this, of a picture of its own. */
const packet = (payload: Buffer, timestamp: number, marker = true): MediaPacket => ({
  ...{ payload, timestamp, marker, sequence: 0, arrivalMs: 0 },
});

test('a picture in thousands of pieces is lost, however few bytes they have, and is not kept', () => {
  const depacketizer = new H264Depacketizer();
  for (const one of packets) depacketizer.push(one, false);
  // Units without a byte, six hundred in a packet.
  const empty = Buffer.concat([Buffer.from([0x78]), Buffer.alloc(1200)]);
  for (let i = 0; i < MOST_PARTS / 500; i += 1) depacketizer.push(packet(empty, 7, false), false);
  expect(depacketizer.push(packet(Buffer.from([0x41, 0x9a]), 7), false)).toBeNull();
  expect(depacketizer.waiting).toBe(true);
});

test('pictures of 16384x16384 are told of, and never given', () => {
  const depacketizer = new H264Depacketizer();
  const [first] = packets as [MediaPacket];
  // Baseline, level 6.2; 1024 blocks of 16 pixels each way.
  const sps = Buffer.from('6742c03eda001000008019', 'hex');
  const pps = Buffer.from('68ce3c80', 'hex');
  const idr = Buffer.from('65888400', 'hex');
  const size = ({ length }: Buffer) => Buffer.from([0, length]);
  const units = [sps, pps, idr].flatMap((unit) => [size(unit), unit]);
  const large = packet(Buffer.concat([Buffer.from([0x78]), ...units]), 7);
  expect(depacketizer.push(large, false)).toBeNull();
  expect(depacketizer).toMatchObject({ tooLarge: true, waiting: true });
  expect(packets.flatMap((one) => depacketizer.push(one, false) ?? []).length).toBeGreaterThan(0);
  expect(first && depacketizer.tooLarge).toBe(false);
});
