import { describeChaos } from '../support/chaos/describe-chaos.ts';
import { FAULTS } from '../support/chaos/faults/index.ts';
import { makePlan } from '../support/chaos/plan.ts';

const [seed, minutes] = [Number(process.env.CHAOS_SEED ?? 1), 30];
const kinds = FAULTS.map(({ name }) => name);
await describeChaos('half an hour of faults, each pair of kinds among them', {
  ...{ seed, andAfter: true, timeoutMs: (minutes + 20) * 60_000 },
  plan: makePlan({ seed, minutes, kinds }),
});
