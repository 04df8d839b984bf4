import { randomOf } from '../server/recorder/embedded/time/simulation/random.ts';

/** The same numbers for the same seed. */
export type Random = ReturnType<typeof randomFor>;

/** Where parsers go wrong. */
const EDGES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** Of one input: it can be made again by its number alone. */
export function randomFor(seed: number, target: string, index: number) {
  let mixed = seed | 0;
  for (const char of `${target} ${index}`) {
    mixed = Math.imul(mixed ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  const next = randomOf(mixed);
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    chance: (part: number) => next() < part,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    bytes: (length: number) => Buffer.from(Array.from({ length }, () => below(256))),
    /** Any number of 32 bits; more often than not one at an edge. */
    number: () => (next() < 0.6 ? (EDGES[below(EDGES.length)] as number) : below(2 ** 32)),
  };
}
