import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import {
  isSet,
  type Packetization,
  type Pictures,
  packetize,
  picturesOf,
  unitType,
} from '../fixtures/packetize.ts';
import { Reorder } from '../packets/reorder.ts';
import { RoundTrip } from '../packets/round-trip.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { type Frame, H264Depacketizer } from './h264.ts';

// Encoders on a machine with other work.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

/** As browsers' encoders do: no pictures that refer to later ones. */
const ENCODER = 'keyint=10:bframes=0:scenecut=0:repeat-headers=1';
const PROFILES = {
  'constrained baseline': ['-profile:v', 'baseline'],
  main: ['-profile:v', 'main'],
  high: ['-profile:v', 'high'],
};
const SIZE = { width: 322, height: 182 };

/** What senders do: Chromium and Firefox, Safari, and packetization-mode 0. */
const PACKETIZATIONS: Record<string, Packetization> = {
  'parameter sets together, large units in parts': { aggregate: 'sets', mtu: 1200 },
  'every unit alone, large ones in parts': { aggregate: 'none', mtu: 1200 },
  'whatever fits together': { aggregate: 'all', mtu: 1200 },
  'tiny packets': { aggregate: 'all', mtu: 100 },
  'every unit alone and whole': { aggregate: 'none' },
};

async function encode(profile: string[], { width, height } = SIZE): Promise<Buffer> {
  const source = `testsrc2=size=${width}x${height}:rate=30,format=yuv420p`;
  const args = ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '30', '-c:v', 'libx264'];
  const out = [...profile, '-x264-params', `${ENCODER}:slices=3`, '-f', 'h264', '-'];
  const options = { encoding: 'buffer' as const, maxBuffer: 1 << 26 };
  return (await promisify(execFile)(await findFfmpeg(), [...args, ...out], options)).stdout;
}

/** In Annex B, as the encoder gave it but for start codes, which may be of either length. */
function annexB(pictures: Pictures): Buffer[] {
  const code = Buffer.from([0, 0, 0, 1]);
  return pictures.map((units) => Buffer.concat(units.flatMap((unit) => [code, unit])));
}

function depacketize(packets: MediaPacket[]): Frame[] {
  const depacketizer = new H264Depacketizer();
  const reorder = new Reorder<MediaPacket>(() => 1000, new RoundTrip(null));
  return packets
    .flatMap((packet) => reorder.push(packet.sequence, packet, 0))
    .flatMap(({ item, afterLoss }) => depacketizer.push(item, afterLoss) ?? []);
}

/** Each packet after the one that follows it, some twice. */
function shuffle(packets: MediaPacket[]): MediaPacket[] {
  const swapped = packets.map((_, i) => packets[i % 2 ? i - 1 : i + 1] ?? packets[i]);
  const [first, ...rest] = packets;
  // Which one comes first tells where to begin.
  const others = swapped.filter((packet) => packet !== first);
  return [
    first,
    ...others.flatMap((packet, i) => (i % 7 ? packet : [packet, packet])),
    rest[0],
  ].filter((packet) => packet !== undefined);
}

describe.each(Object.entries(PROFILES))('H.264 in %s', (_, profile) => {
  let pictures: Pictures;
  beforeAll(async () => {
    pictures = picturesOf(await encode(profile));
  });

  test.each(Object.entries(PACKETIZATIONS))('comes out as the encoder gave it: %s', (_, how) => {
    const frames = depacketize(packetize(pictures, how));
    expect(frames.map(({ data }) => data)).toEqual(annexB(pictures));
    expect(frames.filter(({ keyframe }) => keyframe)).toHaveLength(3);
    expect(frames[0]).toMatchObject(SIZE);
  });

  test('also when packets overtake each other or come twice', () => {
    const packets = packetize(pictures, { aggregate: 'sets', mtu: 400 });
    expect(depacketize(shuffle(packets)).map(({ data }) => data)).toEqual(annexB(pictures));
  });

  test('with parameter sets that are sent once only: every keyframe brings them along', () => {
    const once = pictures.map((units, i) => units.filter((unit) => i === 0 || !isSet(unit)));
    const frames = depacketize(packetize(once, { aggregate: 'none', mtu: 1200 }));
    expect(frames.map(({ data }) => data)).toEqual(annexB(pictures));
  });

  test('with parameter sets in a packet of their own time before the picture', () => {
    const apart = pictures.flatMap((units) => {
      const [sets, rest] = [units.filter(isSet), units.filter((unit) => !isSet(unit))];
      return sets.length > 0 ? [sets, rest] : [rest];
    });
    const frames = depacketize(packetize(apart, { aggregate: 'sets', mtu: 1200 }));
    expect(frames.map(({ data }) => data)).toEqual(annexB(pictures));
  });

  test('with delimiters, which segments get from the muxer', () => {
    const delimited = pictures.map((units) => [Buffer.from([9, 0xf0]), ...units]);
    const frames = depacketize(packetize(delimited, { aggregate: 'all', mtu: 1200 }));
    expect(frames.map(({ data }) => data)).toEqual(annexB(pictures));
  });

  test('with several picture parameter sets, each under its own number', () => {
    // Number 1 (`010`) in the place of 0 (`1`); nothing refers to it.
    const other = Buffer.from([0x68, 0x4f, 0x20]);
    const more = pictures.map((units) =>
      units.flatMap((unit) => (unitType(unit) === 8 ? [unit, other] : [unit])),
    );
    const frames = depacketize(packetize(more, { aggregate: 'sets', mtu: 1200 }));
    expect(frames.map(({ data }) => data)).toEqual(annexB(more));
  });
});

test('a picture of another size begins with its own parameter sets', async () => {
  const larger = { width: 640, height: 360 };
  const [first, second] = await Promise.all([encode(PROFILES.main), encode(PROFILES.main, larger)]);
  const pictures = [...picturesOf(first), ...picturesOf(second)];
  const frames = depacketize(packetize(pictures, { aggregate: 'sets', mtu: 1200 }));
  expect(frames.map(({ data }) => data)).toEqual(annexB(pictures));
  expect(frames[30]).toMatchObject({ keyframe: true, afterGap: false, ...larger });
});

test('the tiny pictures that Chromium sends at the end are left out', async () => {
  const tiny = picturesOf(await encode(PROFILES.main, { width: 16, height: 2 }));
  const pictures = [...picturesOf(await encode(PROFILES.main)), ...tiny];
  const frames = depacketize(packetize(pictures, { aggregate: 'sets', mtu: 1200 }));
  expect(frames).toHaveLength(30);
});

test('a packet that says it is longer than it is counts as lost, to the next keyframe', async () => {
  const pictures = picturesOf(await encode(PROFILES.main));
  const packets = packetize(pictures, { aggregate: 'sets', mtu: 1200 });
  const second = 10 * 3000;
  const broken = packets.map((packet) =>
    packet.timestamp === second && unitType(packet.payload) === 24
      ? { ...packet, payload: packet.payload.subarray(0, -3) }
      : packet,
  );
  const kept = [...pictures.keys()].filter((i) => i < 10 || i >= 20);
  expect(depacketize(broken).map(({ timestamp }) => timestamp / 3000)).toEqual(kept);
});
