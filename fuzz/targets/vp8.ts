import { MOST_PIXELS } from '../../server/h264/parameter-sets.ts';
import { packetizeVp8 } from '../../server/recorder/embedded/fixtures/vp8.ts';
import { Vp8Depacketizer } from '../../server/recorder/embedded/picture/vp8.ts';
import { hostilePackets, readPackets, writePackets } from '../packets.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

/** A picture as far as it is looked into: a keyframe of a size, and something behind it. */
function picture(isKey: boolean, width: number, height: number, bytes: number): Buffer {
  const head = Buffer.from([isKey ? 0x10 : 0x11, 2, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  return Buffer.concat([head, Buffer.alloc(bytes, 0x5a)]);
}

const SAMPLES = packetizeVp8(
  Array.from({ length: 60 }, (_, i) => picture(i % 10 === 0, 1280, 720, (i * 997) % 5000)),
);

function craft(random: Random): Buffer {
  const size = () => random.pick([0, 1, 8, 16, 1280, 4096, 16_383, 65_535]);
  const descriptor = random.pick([[0x10], [0x90, 0x80, 0x80, 1], [0x90, 0xf0], [0x80], []]);
  return Buffer.concat([
    Buffer.from(descriptor),
    picture(random.chance(0.7), size(), size(), random.below(20)).subarray(0, random.below(31)),
  ]);
}

export const vp8: Target = {
  name: 'vp8',
  make: (random) => writePackets(hostilePackets(SAMPLES, random, craft)),
  run(input) {
    const depacketizer = new Vp8Depacketizer();
    for (const [i, packet] of readPackets(input).entries()) {
      const frame = depacketizer.push(packet, i % 7 === 6);
      if (!frame) continue;
      const { data, width, height } = frame;
      must(data.length > 0 && data.length <= input.length, 'a picture is no larger than what came');
      must(width >= 16 && height >= 16 && width * height <= MOST_PIXELS, 'its size is recorded');
    }
  },
};
