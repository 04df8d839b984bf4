import { afterAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../parts.ts';
import { FAULTS } from './faults/index.ts';
import { type ChaosOptions, runChaos } from './run.ts';
import { breakPromises } from './sabotage.ts';
import type { Violation } from './violation.ts';

const CLOSE_MS = 60_000;

/** One run, what the oracle finds in it, and in the end what it finds where promises are broken on purpose. */
export async function describeChaos(
  name: string,
  {
    timeoutMs,
    ...options
  }: Pick<ChaosOptions, 'seed' | 'plan' | 'andAfter'> & { timeoutMs: number },
): Promise<void> {
  const missing = await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw');
  describe.skipIf(missing)(`${name}, seed ${options.seed}`, () => {
    let broken: Violation[] = [];
    let run: ReturnType<typeof runChaos> | undefined;
    // Where its time was over, it closes what it has started.
    afterAll(() => run?.then(() => {}).catch(() => {}), CLOSE_MS);

    test(
      'nothing is lost that no fault excuses, and nothing is left',
      async ({ signal }) => {
        run = runChaos({
          ...{ ...options, faults: FAULTS, say: console.log, signal },
          async inCalm(course, oracle) {
            if (options.andAfter) return;
            const mend = await breakPromises(course);
            broken = await oracle.whenCalm();
            mend();
          },
        });
        const outcome = await run;
        expect(outcome.violations).toEqual([]);
        expect(outcome.clips).toBeGreaterThan(0);
      },
      timeoutMs,
    );

    test.skipIf(options.andAfter)('each promise that is broken on purpose is found', () => {
      const told = broken.map(({ invariant, what }) => `${invariant}: ${what}`).toSorted();
      const each = [
        expect.stringMatching(/^gaps told: \S+ s of ada's share from \S+ on are missing/),
        expect.stringMatching(/^no process left: process \d+ still runs: sleep 60/),
        expect.stringMatching(/^no process left: worker 2 has ended by itself/),
        expect.stringMatching(/^nothing waits: orders without an outcome: 1234567890123456789/),
        expect.stringMatching(/^one outcome: .* was posted 2 times/),
        expect.stringMatching(/^orderly logs: bot 1 said: Error: nobody caught this\n/),
        expect.stringMatching(/^right frames: .* pictures are from before its range/),
        expect.stringMatching(/^store and files: 1 clips without their video: \d+/),
      ];
      // On a busy machine there may be more.
      expect(told).toEqual(expect.arrayContaining(each));
    });
  });
}
