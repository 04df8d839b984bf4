import { describe, expect, test } from 'vitest';
import { makePlan, pairsIn, pairsOf, parsePlan, printPlan } from './plan.ts';

const kinds = Array.from({ length: 24 }, (_, i) => `fault ${i + 1}`);
const half = { seed: 1, minutes: 30, kinds };

describe('a plan', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(makePlan(half)).toEqual(makePlan(half));
    expect(makePlan(half)).not.toEqual(makePlan({ ...half, seed: 2 }));
  });

  test('of half an hour has each pair of kinds, and calm enough between its rounds', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const plan = makePlan({ ...half, seed });
      expect(pairsIn(plan)).toEqual(new Set(pairsOf(kinds)));
      const roundsS = plan.reduce((sum, round) => sum + (round.at(-1)?.atS ?? 0), 0);
      expect(roundsS + plan.length * 40).toBeLessThanOrEqual(30 * 60);
    }
  });

  test('takes its time where there is more of it', () => {
    const firstStep = ([round]: ReturnType<typeof makePlan>) => round?.[1]?.atS ?? 0;
    expect(firstStep(makePlan({ ...half, minutes: 90 }))).toBeGreaterThan(
      firstStep(makePlan(half)),
    );
  });

  test('lets each fault begin while the one before lasts or has ended just now', () => {
    const gapsS = makePlan(half).flatMap((round) =>
      round.slice(1).map(({ atS }, i) => {
        const before = round[i] ?? { atS: 0, forS: 0 };
        return atS - before.atS - before.forS;
      }),
    );
    expect(Math.max(...gapsS)).toBeLessThan(5);
    expect(gapsS.some((gapS) => gapS > 0)).toBe(true);
    expect(gapsS.some((gapS) => gapS < 0)).toBe(true);
  });

  test('never has a kind meet itself, as long as there are others', () => {
    for (const round of makePlan({ ...half, minutes: 90 })) {
      for (const [i, { name }] of round.slice(1).entries()) expect(name).not.toBe(round[i]?.name);
    }
  });

  test('is made of one kind, too, and of a minute', () => {
    expect(makePlan({ seed: 1, minutes: 1, kinds: ['kill'] })).toHaveLength(1);
  });

  test('reads back what it was printed as', () => {
    const plan = makePlan(half);
    expect(parsePlan(printPlan(plan))).toEqual(plan);
    expect(parsePlan('# by hand\n2 redis down for 4.5\n')).toEqual([
      [{ atS: 2, name: 'redis down', forS: 4.5 }],
    ]);
    expect(() => parsePlan('2 redis down')).toThrow('no line of a plan: 2 redis down');
  });
});

test('pairs are those where one begins while the other lasts, or soon after', () => {
  const round = [
    { atS: 0, name: 'a', forS: 3 },
    { atS: 5, name: 'b', forS: 3 },
    { atS: 16, name: 'c', forS: 3 },
  ];
  expect(pairsIn([round])).toEqual(new Set(['a + b', 'b + c']));
});
