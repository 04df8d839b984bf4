import { MOST_PIXELS } from '../../server/h264/parameter-sets.ts';
import { recordedPackets } from '../../server/recorder/embedded/fixtures/packets.ts';
import { H264Depacketizer } from '../../server/recorder/embedded/picture/h264.ts';
import { hostilePackets, readPackets, writePackets } from '../packets.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import { hostileSps } from './parameter-sets.ts';

const SAMPLES = recordedPackets();
const MOST_OF_SETS = 64 << 10;

/** What no encoder sends: units without a byte, lengths that lead beyond the end, parts without a whole. */
function craft(random: Random): Buffer {
  const size = (length: number) => Buffer.from([length >> 8, length & 255]);
  switch (random.below(5)) {
    case 0: {
      const units = Array.from({ length: random.below(200) }, () => size(0));
      return Buffer.concat([Buffer.from([0x78]), ...units]);
    }
    case 1: {
      const set = hostileSps(random);
      return Buffer.concat([
        Buffer.from([0x78]),
        size(set.length),
        set,
        size(random.below(70_000) & 0xffff),
      ]);
    }
    case 2:
      return hostileSps(random);
    case 3:
      return Buffer.from([0x7c, random.below(256), ...random.bytes(random.below(4))]);
    default:
      return random.bytes(random.below(40));
  }
}

export const h264: Target = {
  name: 'h264',
  make: (random) => writePackets(hostilePackets(SAMPLES, random, craft)),
  run(input) {
    const depacketizer = new H264Depacketizer();
    const most = 5 * input.length + MOST_OF_SETS;
    for (const [i, packet] of readPackets(input).entries()) {
      const frame = depacketizer.push(packet, i % 7 === 6);
      if (!frame) continue;
      const { data, width, height } = frame;
      must(data.readUInt32BE(0) === 1, 'a picture begins with a start code');
      must(data.length <= most, 'a picture is no larger than what came');
      must(width >= 16 && height >= 16 && width * height <= MOST_PIXELS, 'its size is recorded');
    }
  },
};
