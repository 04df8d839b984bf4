import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADA, waitForOutcome } from '../e2e/support/hindsight.ts';
import { startProductProcess } from '../e2e/support/product-process.ts';
import { writeRecorded } from '../e2e/support/recorded.ts';
import { startSandbox } from '../sandbox/start.ts';
import { atMost, type Bench, plain } from './figure.ts';

const RUNS = 5;
const SECONDS = 130;
const LIMIT_BYTES = 100 * 1024 * 1024;

/** From the command for a clip of 2 min to the posted file, where there is no segment to wait for and nothing to be made smaller. */
export const clipPosted: Bench = {
  name: 'clip-posted',
  async measure(say) {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-posted-'));
    const sandbox = await startSandbox({ dataDir });
    const { control } = sandbox;
    const closers = [sandbox.close];
    try {
      say(`making ${SECONDS} s of a share that is over`);
      const { me } = await control.world('ada');
      const startMs = Date.now() - 2 * SECONDS * 1000;
      const recorded = { userIds: [me], seconds: SECONDS, startMs };
      await writeRecorded(join(dataDir, 'replay-segments'), recorded);
      const product = await startProductProcess(sandbox, dataDir);
      closers.unshift(async () => void (await product.close()));
      await control.setUploadLimit('Hindsight Test Server', LIMIT_BYTES);
      const took: number[] = [];
      let bytes = 0;
      for (let run = 1; run <= RUNS; run++) {
        const fromMs = performance.now();
        // Counted from now, so it begins and ends within groups of pictures, and each time elsewhere.
        const from = Math.floor((Date.now() - startMs) / 1000) - run;
        const command = `/replay post from:${from}s to:${from - 120}s`;
        const { id } = await control.run({ ...ADA, command });
        const { message } = await waitForOutcome(control, id, 60_000);
        took.push(performance.now() - fromMs);
        bytes = message?.attachments[0]?.size ?? Number.NaN;
        say(`clip ${run} of ${RUNS}: ${Math.round(took.at(-1) ?? 0)} ms`);
      }
      const median = took.toSorted((a, b) => a - b)[RUNS >> 1] ?? Number.NaN;
      return [
        plain('clip-posted: size of 2 min', bytes / 1024 / 1024, 'MiB'),
        atMost('clip-posted: command to the posted clip, median', median, 'ms', 2000),
        plain('clip-posted: command to the posted clip, worst', Math.max(...took), 'ms'),
      ];
    } finally {
      for (const close of closers) await close();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};
