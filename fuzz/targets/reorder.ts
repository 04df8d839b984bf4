import { Reorder } from '../../server/recorder/embedded/packets/reorder.ts';
import { RoundTrip } from '../../server/recorder/embedded/packets/round-trip.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

const STEP = 4;
const WAIT_MS = 2000;
/** What is asked for at once, and given up in all, is bounded by what came. */
const MOST_ASKED = 2500;

/** Steps of 4 bytes: a sequence number (16 bits), ms since the step before (8), what else is done (8). */
function make(random: Random): Buffer {
  const steps = Buffer.alloc(STEP * (10 + random.below(150)));
  let sequence = random.below(65_536);
  for (let at = 0; at < steps.length; at += STEP) {
    sequence += random.pick([1, 1, 1, 1, 2, -1, 0, 3, 499, 500, 501, 2999, 3000, 3001, 32_768]);
    if (random.chance(0.02)) sequence = random.below(65_536);
    steps.writeUInt16BE(sequence & 0xffff, at);
    steps[at + 2] = random.pick([0, 0, 0, 1, 20, 255]);
    steps[at + 3] = random.below(8);
  }
  return steps;
}

export const reorder: Target = {
  name: 'reorder',
  share: 0.2,
  make,
  run(input) {
    const buffer = new Reorder<number>(() => WAIT_MS, new RoundTrip(40));
    const pushed = Math.floor(input.length / STEP);
    const seen = new Set<number>();
    const take = (released: { item: number }[]) => {
      for (const { item } of released) {
        must(!seen.has(item), 'a packet comes out once');
        seen.add(item);
      }
    };
    let nowMs = 0;
    for (let i = 0; i < pushed; i++) {
      const at = i * STEP;
      nowMs += input[at + 2] as number;
      take(buffer.push(input.readUInt16BE(at), i, nowMs));
      const then = input[at + 3];
      if (then === 1) take(buffer.expire(nowMs));
      if (then === 2) must(buffer.ask(nowMs).length <= MOST_ASKED, 'so much is asked for at most');
    }
    take(buffer.flush());
    must(buffer.missingSinceMs === null, 'nothing is waited for at the end');
    must(buffer.lost <= pushed * 65_536, 'no more is lost than there can have been');
  },
};
