import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../parts.ts';
import type { Action } from './action.ts';
import { ACTIONS, type ActionName } from './actions.ts';
import { type Stage, startStage } from './stage.ts';
import { BACKGROUND, changesOf, STEPS, type Step } from './steps.ts';
import { type Recorded, record, tryStep } from './try-step.ts';

/**
 * Each action is done once in peace, and then once for each of its steps and each side of it with a crash there.
 * @param isMeant which steps are tried; all when left out
 */
export async function describeCrashes(
  names: ActionName[],
  isMeant: (step: Step) => boolean = () => true,
): Promise<void> {
  describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('killed with -9', () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await startStage();
    });
    afterAll(() => stage?.close());

    describe.each(names)('%s', (name) => {
      const action = ACTIONS[name] as unknown as Action;
      let recorded: Recorded;
      test('without a crash it changes what is listed, and nothing else', async () => {
        recorded = await record(stage, action);
        const changes = new Set(recorded.changes.filter((change) => !BACKGROUND.test(change)));
        const known = changesOf(name);
        expect([...changes].filter((change) => !known.includes(change))).toEqual([]);
        const own = STEPS[name].own.map(({ change }) => change);
        expect(own.filter((change) => !changes.has(change))).toEqual([]);
      });

      const crashes = STEPS[name].own
        .filter(isMeant)
        .flatMap((step) => (['before', 'after'] as const).map((side) => ({ side, ...step })));
      test.each(crashes)('$side: $step', async ({ step: _, ...crash }) => {
        expect(await tryStep(stage, action, crash, recorded)).toEqual([]);
      });
    });
  });
}
