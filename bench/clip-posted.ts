import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADA, waitForOutcome } from '../e2e/support/hindsight.ts';
import { startProductProcess } from '../e2e/support/product-process.ts';
import { writeRecorded } from '../e2e/support/recorded.ts';
import { startSandbox } from '../sandbox/start.ts';
import { hasS3Server, startS3 } from '../server/storage/s3-server.ts';
import { atMost, type Bench, median, plain } from './figure.ts';

const RUNS = 5;
const SECONDS = 130;
const LIMIT_BYTES = 100 * 1024 * 1024;

/** From the command for a clip of 2 min to the posted file, where there is no segment to wait for and nothing to be made smaller. */
export const clipPosted: Bench = {
  name: 'clip-posted',
  async measure(say) {
    const stages = [await openStage(say)];
    try {
      if (hasS3Server()) stages.push(await openBucketStage(say));
      else say('versitygw is not there, so only local folders');
      // In turn, so that what else the machine does falls on both.
      for (let run = 1; run <= RUNS; run++) for (const stage of stages) await stage.clip(run);
      const [local, bucket] = stages.map(({ took }) => median(took));
      const worst = Math.max(...(stages[0]?.took ?? []));
      const figures = [
        plain('clip-posted: size of 2 min', (stages[0]?.bytes() ?? 0) / 1024 / 1024, 'MiB'),
        atMost('clip-posted: command to the posted clip, median', local ?? Number.NaN, 'ms', 2000),
        plain('clip-posted: command to the posted clip, worst', worst, 'ms'),
      ];
      if (local === undefined || bucket === undefined) return figures;
      return [
        ...figures,
        plain('clip-posted: the same from and into a bucket, median', bucket, 'ms'),
        atMost('clip-posted: a bucket beside local folders', bucket / local, '', 2),
      ];
    } finally {
      for (const stage of stages) await stage.close();
    }
  },
};

type Say = (line: string) => void;

async function openBucketStage(say: Say) {
  const s3 = await startS3();
  const { bucket, endpoint, credentials } = s3.config;
  const stage = await openStage(say, {
    name: 'a bucket',
    segmentsPath: join(s3.folder, bucket, 'segments'),
    env: {
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint },
      S3_ACCESS_KEY_ID: credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  return {
    ...stage,
    async close() {
      await stage.close();
      await s3.stop();
    },
  };
}

/** The product with a share that is over. @param where its segments lie; in its own folder when left out */
async function openStage(
  say: Say,
  where?: { name: string; segmentsPath: string; env: Record<string, string> },
) {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-posted-'));
  const sandbox = await startSandbox({ dataDir });
  const { control } = sandbox;
  const name = where?.name ?? 'local folders';
  say(`${name}: making ${SECONDS} s of a share that is over`);
  const { me } = await control.world('ada');
  const startMs = Date.now() - 2 * SECONDS * 1000;
  const recorded = { userIds: [me], seconds: SECONDS, startMs };
  await writeRecorded(where?.segmentsPath ?? join(dataDir, 'replay-segments'), recorded);
  const product = await startProductProcess(sandbox, dataDir, where?.env);
  await control.setUploadLimit('Hindsight Test Server', LIMIT_BYTES);
  const took: number[] = [];
  let bytes = Number.NaN;
  return {
    took,
    bytes: () => bytes,
    async clip(run: number) {
      const fromMs = performance.now();
      // Counted from now, so it begins and ends within groups of pictures, and each time elsewhere.
      const from = Math.floor((Date.now() - startMs) / 1000) - run;
      const command = `/replay post from:${from}s to:${from - 120}s`;
      const { id } = await control.run({ ...ADA, command });
      const { message } = await waitForOutcome(control, id, 60_000);
      took.push(performance.now() - fromMs);
      bytes = message?.attachments[0]?.size ?? Number.NaN;
      say(`${name}: clip ${run} of ${RUNS}: ${Math.round(took.at(-1) ?? 0)} ms`);
    },
    async close() {
      await product.close();
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
