import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './run.ts';
import { TARGETS } from './targets/index.ts';

/** Tries one target, and notes down in shared memory how far it is and what it holds. */
const { name, seed, count, shared } = workerData as {
  name: string;
  seed: number;
  count: number;
  shared: SharedArrayBuffer;
};
const [at, heldMib] = [0, 1];
const notes = new Int32Array(shared);
const target = TARGETS.find((one) => one.name === name);
if (!target) throw new Error(`no target ${name}`);
setPriority(10);
const failure = await fuzz(target, {
  ...{ seed, count },
  before(index) {
    Atomics.store(notes, at, index + 1);
    if (index % 1000 !== 0) return;
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const mib = (heapUsed + arrayBuffers) >> 20;
    if (mib > Atomics.load(notes, heldMib)) Atomics.store(notes, heldMib, mib);
  },
});
parentPort?.postMessage(
  failure && { ...failure, input: failure.input.toString('base64'), error: failure.error.stack },
);
