import { randomFor } from './random.ts';
import type { Target } from './target.ts';

/** An input for which something does not hold. */
export interface Failure {
  target: string;
  index: number;
  input: Buffer;
  error: Error;
}

/** Of its targets, how many inputs each gets. */
export function shared(targets: Target[], inputs: number): { target: Target; count: number }[] {
  const whole = targets.reduce((sum, { share = 1 }) => sum + share, 0);
  return targets.map((target) => ({
    target,
    count: Math.max(1, Math.round((inputs * (target.share ?? 1)) / whole)),
  }));
}

/**
 * Gives a target so many inputs, up to the first that fails.
 * @param before told of each input before it is tried, as one may hang
 */
export async function fuzz(
  target: Target,
  { seed, count, before = () => {} }: { seed: number; count: number; before?(i: number): void },
): Promise<Failure | null> {
  for (let index = 0; index < count; index++) {
    before(index);
    const input = target.make(randomFor(seed, target.name, index));
    const error = await failureOf(target, input);
    if (error) return { target: target.name, index, input, error };
  }
  return null;
}

/** @returns null where all holds */
export async function failureOf(target: Target, input: Buffer): Promise<Error | null> {
  try {
    // Not awaited without need: most readers answer at once.
    const done = target.run(input);
    if (done) await done;
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
