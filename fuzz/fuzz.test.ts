import { expect, test, vi } from 'vitest';
import { randomFor } from './random.ts';
import { failureOf, fuzz, shared } from './run.ts';
import { TARGETS } from './targets/index.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A sample of what `npm run fuzz` tries; always the same. */
const INPUTS = 200_000;
const SEED = 14;

test.each(shared(TARGETS, INPUTS).map((one) => [one.target.name, one] as const))(
  '%s: whatever comes, it holds',
  async (_, { target, count }) => {
    const failure = await fuzz(target, { seed: SEED, count });
    expect(failure && `${failure.input.toString('base64')}\n${failure.error.stack}`).toBeNull();
  },
);

/** Inputs that broke something once, by the seed and the number that make them. */
const BROKE: [target: string, seed: number, index: number, what: string][] = [
  ['mixer', 2026, 105_310, 'a picture held back over a jump was placed an hour ahead'],
  ['clip-file', 2026, 454, 'an index of a few bytes claimed a million pictures, read for seconds'],
  ['mixer', 2026, 362_982, 'a picture held back over a jump was placed hours back'],
  ['clip-file', 2026, 162, 'an index of a few bytes claimed as many pictures as it liked'],
  ['cut', 2026, 9, 'groups of pictures were shown over one another'],
];

test.each(BROKE)('%s, seed %i, input %i: %s', async (name, seed, index) => {
  const target = TARGETS.find((one) => one.name === name);
  expect(target && (await failureOf(target, target.make(randomFor(seed, name, index))))).toBeNull();
});
