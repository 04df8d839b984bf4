import { describeChaos } from './support/chaos/describe-chaos.ts';
import { parsePlan } from './support/chaos/plan.ts';

// Of all kinds, with each pair once: e2e/deep/chaos.test.ts.
await describeChaos('a short plan of faults', {
  ...{ seed: 7, andAfter: false, timeoutMs: 240_000 },
  plan: parsePlan(`
    2 kill for 6
    10 pause for 5
    13 kill for 7
    22 pause for 3
    calm
  `),
});
