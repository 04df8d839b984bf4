import { PacketIndex } from '../../server/recorder/embedded/transport/srtp/packet-index.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

function make(random: Random): Buffer {
  const numbers = Buffer.alloc(2 * (1 + random.below(200)));
  let sequence = random.below(65_536);
  for (let at = 0; at < numbers.length; at += 2) {
    sequence += random.pick([1, 1, 1, 0, -1, 2, -5, 4095, 4096, 32_767, 32_768, -4096]);
    if (random.chance(0.05)) sequence = random.below(65_536);
    numbers.writeUInt16BE(sequence & 0xffff, at);
  }
  return numbers;
}

/** No packet is taken a second time (RFC 3711, 3.3.2). */
export const packetIndex: Target = {
  name: 'packet-index',
  share: 0.1,
  make,
  run(input) {
    const index = new PacketIndex();
    const taken = new Set<number>();
    for (let at = 0; at + 2 <= input.length; at += 2) {
      const sequence = input.readUInt16BE(at);
      const [rollovers] = index.rollovers(sequence);
      if (rollovers === undefined) continue;
      must(
        Number.isInteger(rollovers) && rollovers >= 0 && rollovers < 2 ** 32,
        'a count of wraps',
      );
      const whole = rollovers * 65_536 + sequence;
      must(!taken.has(whole), 'no packet is taken twice');
      taken.add(whole);
      index.accept(sequence, rollovers);
    }
  },
};
