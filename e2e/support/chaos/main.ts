import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { onStopSignal } from '../../../server/stop-signals.ts';
import { FAULTS } from './faults/index.ts';
import { makePlan, pairsIn, pairsOf, parsePlan, printPlan } from './plan.ts';
import { runChaos } from './run.ts';

/**
 * `npm run chaos -- [--seed N] [--minutes M] [--only NAME,NAME] [--plan FILE] [--dry-run]`: has faults come and go while
 * people share and clip, and says which promise is broken by them. Ends with 1 where one is.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    minutes: { type: 'string', default: '30' },
    /** Kinds of faults, where not all are wanted. */
    only: { type: 'string' },
    /** One that was printed before, in the place of one from the seed. */
    plan: { type: 'string' },
    /** Prints the plan alone. */
    'dry-run': { type: 'boolean', default: false },
  },
});
const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
if (!Number.isInteger(seed) || !(minutes > 0)) {
  console.error('--seed has to be a whole number, --minutes more than 0');
  process.exit(1);
}
const all = FAULTS.map(({ name }) => name);
const kinds = values.only?.split(',') ?? all;
const unknown = kinds.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`No fault ${unknown}. There are: ${all.join(', ')}`);
  process.exit(1);
}

const plan = values.plan
  ? parsePlan(await readFile(values.plan, 'utf8'))
  : makePlan({ seed, minutes, kinds });
const pairs = `${pairsIn(plan).size} of ${pairsOf(kinds).length} pairs`;
console.log(`# seed ${seed}, ${minutes} minutes, ${pairs}\n${printPlan(plan)}`);
const stopping = new AbortController();
onStopSignal(
  () => stopping.abort(new Error('told to end')),
  () => process.exit(1),
);
if (!values['dry-run']) {
  try {
    const options = { seed, plan, faults: FAULTS, andAfter: true, say: console.log };
    const { signal } = stopping;
    const { violations, commands, clips } = await runChaos({ ...options, signal });
    const outcome = `${commands} commands, ${clips} of them for clips; ${pairs}`;
    console.log(`seed ${seed}: ${outcome}; ${violations.length} violations`);
    process.exitCode = violations.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
// What a sharer's connection keeps open must not keep the process.
process.exit();
