import { expect, test, vi } from 'vitest';
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

/** Inputs that broke something once. */
const BROKE: [target: string, input: string, what: string][] = [];

test.each(BROKE)('%s %s: %s', async (name, input) => {
  const target = TARGETS.find((one) => one.name === name);
  expect(target && (await failureOf(target, Buffer.from(input, 'base64')))).toBeNull();
});
