import { readPpsId, readSps, readSpsIdOf } from '../../server/h264/parameter-sets.ts';
import { recordedPackets } from '../../server/recorder/embedded/fixtures/packets.ts';
import { mutated } from '../mutate.ts';
import type { Random } from '../random.ts';
import { must, orRefused, type Target } from '../target.ts';

/** The first packet brings both sets together (STAP-A). */
function sampleSets(): [Buffer, Buffer] {
  const [first] = recordedPackets();
  const payload = first?.payload ?? Buffer.alloc(0);
  const end = 3 + payload.readUInt16BE(1);
  return [payload.subarray(3, end), payload.subarray(end + 2, end + 2 + payload.readUInt16BE(end))];
}
const SETS = sampleSets();

const PROFILES = [66, 77, 100, 244];

/** Exp-Golomb, as zeros and ones. */
function ue(value: number): string {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
}

/** Small as numbers in there are, or as large as can be. */
const count = (random: Random) =>
  random.chance(0.7) ? random.below(5) : random.pick([30, 31, 32, 255, 256, 1023, 65_535, 2 ** 31]);

/** A sequence parameter set whose fields say anything. */
export function hostileSps(random: Random): Buffer {
  const profile = random.pick(PROFILES);
  const fields = Array.from({ length: 8 + random.below(12) }, () =>
    random.chance(0.3) ? String(random.below(2)) : ue(count(random)),
  );
  const bits = fields.join('');
  const bytes = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [];
  return Buffer.from([0x67, profile, 0, random.below(256), ...bytes]);
}

export const parameterSets: Target = {
  name: 'parameter-sets',
  make: (random) => (random.chance(0.5) ? hostileSps(random) : mutated(random.pick(SETS), random)),
  run(input) {
    const facts = orRefused(() => readSps(input));
    if (facts) {
      const { id, width, height, colour } = facts;
      must(id >= 0 && id <= 31, 'a number that there is');
      must(
        Number.isInteger(width) && width > 0 && Number.isInteger(height) && height > 0,
        'a size',
      );
      must(colour.matrix >= 0 && colour.matrix <= 255, 'a matrix of 8 bits');
    }
    const pps = orRefused(() => readPpsId(input));
    if (pps !== null) must(pps >= 0 && pps <= 255, 'a number that there is');
    orRefused(() => readSpsIdOf(input));
  },
};
