import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import { randomFor } from './random.ts';
import { failureOf, shared } from './run.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets/index.ts';

/**
 * `npm run fuzz -- [--seed N] [--inputs N] [--target NAME [--input BASE64]]`: gives everything that reads what comes from
 * outside inputs that are nearly right. Says the first one that breaks something, in base64: with `--input` that one is
 * tried alone, and it belongs into fuzz.test.ts by its seed and number.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string', default: '200000' },
    target: { type: 'string' },
    input: { type: 'string' },
  },
});
/** One input takes microseconds, those with files milliseconds; a machine may be busy with other things. */
const HANGS_MS = 60_000;
/** Of what a worker holds. */
const MOST_MIB = 1024;

const seed = Number(values.seed);
const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0 || !Number.isInteger(seed)) {
  console.error(`Targets are: ${TARGETS.map(({ name }) => name).join(', ')}. A seed is a number.`);
  process.exit(1);
}

let failed = false;
if (values.input !== undefined) {
  for (const target of chosen) {
    const error = await failureOf(target, Buffer.from(values.input, 'base64'));
    console.log(`${target.name}: ${error?.stack ?? 'holds'}`);
    failed ||= error !== null;
  }
} else {
  const startedMs = performance.now();
  const plan = shared(chosen, Number(values.inputs));
  const tried = plan.reduce((sum, { count }) => sum + count, 0);
  const queue = new PQueue({ concurrency: availableParallelism() });
  await queue.addAll(
    plan.map(({ target, count }) => async () => {
      failed = !(await inWorker(target, count)) || failed;
    }),
  );
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(`${tried} inputs, seed ${seed}: ${seconds} s${failed ? ', something broke' : ''}`);
}
process.exit(failed ? 1 : 0);

/** @returns whether all held */
async function inWorker(target: Target, count: number): Promise<boolean> {
  const { name } = target;
  const memory = new SharedArrayBuffer(8);
  const notes = new Int32Array(memory);
  const startedMs = performance.now();
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { name, seed, count, shared: memory },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MIB },
  });
  const { promise, resolve } = Promise.withResolvers<string | null>();
  worker.once('message', (failure) => {
    resolve(failure && `input ${failure.index}: ${failure.error}\n${failure.input}`);
  });
  worker.once('error', (error) => resolve(at(error.stack ?? error.message)));
  let seen = -1;
  let sinceMs = performance.now();
  const looking = setInterval(() => {
    const now = Atomics.load(notes, 0);
    if (now !== seen) [seen, sinceMs] = [now, performance.now()];
    if (Atomics.load(notes, 1) > MOST_MIB) resolve(at(`more than ${MOST_MIB} MiB`));
    else if (now > 0 && performance.now() - sinceMs > HANGS_MS)
      resolve(at(`nothing for ${HANGS_MS} ms`));
  }, 1000);
  const broke = await promise;
  clearInterval(looking);
  await worker.terminate();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const held = `${Atomics.load(notes, 1)} MiB at most`;
  console.log(`${name}: ${broke ?? `${count} inputs in ${seconds} s, ${held}`}`);
  return broke === null;

  function at(what: string): string {
    const index = Atomics.load(notes, 0) - 1;
    const input = target.make(randomFor(seed, name, index)).toString('base64');
    return `input ${index}: ${what}\n${input}`;
  }
}
