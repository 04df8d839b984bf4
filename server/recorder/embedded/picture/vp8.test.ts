import { beforeAll, expect, test, vi } from 'vitest';
import { encodeVp8, packetizeVp8 } from '../fixtures/vp8.ts';
import type { Frame } from './h264.ts';
import { Vp8Depacketizer } from './vp8.ts';

// Encoders on a machine with other work.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let pictures: Buffer[];
beforeAll(async () => {
  pictures = await encodeVp8();
});

test.each([true, false])(
  'pictures come out as the encoder gave them, descriptor plain: %s',
  (plain) => {
    const depacketizer = new Vp8Depacketizer();
    const frames = packetizeVp8(pictures, { plain }).flatMap(
      (p) => depacketizer.push(p, false) ?? [],
    );
    expect(frames.map(({ data }) => data)).toEqual(pictures);
    expect(frames[0]).toMatchObject({ keyframe: true, width: 320, height: 180, afterGap: false });
    expect(frames.filter(({ keyframe }) => keyframe)).toHaveLength(2);
  },
);

test.each(['first', 'last'])(
  'from the loss of a %s packet to the next keyframe nothing is given',
  (which) => {
    const depacketizer = new Vp8Depacketizer();
    const packets = packetizeVp8(pictures);
    const own = packets.flatMap(({ timestamp }, i) => (timestamp === 3 * 3000 ? [i] : []));
    const gone = which === 'first' ? own[0] : own.at(-1);
    let hole = false;
    const frames = packets.flatMap((packet, i): Frame[] => {
      if (i === gone) {
        hole = true;
        return [];
      }
      const frame = depacketizer.push(packet, hole);
      hole = false;
      return frame ? [frame] : [];
    });
    expect(frames.map(({ data }) => data)).toEqual([
      ...pictures.slice(0, 3),
      ...pictures.slice(30),
    ]);
    expect(frames.filter(({ afterGap }) => afterGap)).toEqual([frames[3]]);
  },
);

test('the pictures of 8x8 with which LiveKit ends a track are none', async () => {
  const depacketizer = new Vp8Depacketizer();
  for (const packet of packetizeVp8(pictures)) depacketizer.push(packet, false);
  const tiny = packetizeVp8(await encodeVp8({ width: 8, height: 8 }));
  expect(tiny.map((packet) => depacketizer.push(packet, false))).toEqual(tiny.map(() => null));
  expect(depacketizer.waiting).toBe(true);
});

test('pictures of 16383x16383 are told of, and never given', () => {
  const depacketizer = new Vp8Depacketizer();
  const [picture] = pictures as [Buffer];
  const large = Buffer.from(picture);
  large.writeUInt32LE(0x3fff3fff, 6);
  const given = packetizeVp8([large]).map((packet) => depacketizer.push(packet, false));
  expect(given.filter((frame) => frame !== null)).toEqual([]);
  expect(depacketizer).toMatchObject({ tooLarge: true, waiting: true });
  for (const packet of packetizeVp8([picture])) depacketizer.push(packet, false);
  expect(depacketizer).toMatchObject({ tooLarge: false, waiting: false });
});
