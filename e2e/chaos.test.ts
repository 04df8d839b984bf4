import { describeChaos } from './support/chaos/describe-chaos.ts';
import { parsePlan } from './support/chaos/plan.ts';

// Of all kinds, with each pair once: e2e/deep/chaos.test.ts.
await describeChaos('a short plan of faults', {
  ...{ seed: 7, andAfter: false, timeoutMs: 480_000 },
  plan: parsePlan(`
    2 kill for 6
    6 redis stopped for 5
    11 s3 cut for 5
    15 discord 5xx for 4
    19 network dark for 5
    calm
  `),
});
