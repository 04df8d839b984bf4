import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { cleanSegments } from '../server/segments/clean.ts';
import { type S3Server, startS3 } from '../server/storage/s3-server.ts';
import { brokenLaws } from './support/broken-laws.ts';
import { readClip } from './support/clock.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { joinSegments } from './support/join-segments.ts';
import { checkClip, longestDelayMs, soundLateMs } from './support/laws.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductOnEgress, startProductOnEgress } from './support/product-on-egress.ts';
import { until } from './support/until.ts';

/** How long the bucket is away in the middle of a share, ms. */
const AWAY_MS = 20_000;

const envOf = ({ config }: S3Server) => ({
  S3_BUCKET: config.bucket,
  S3_ENDPOINT: config.endpoint,
  S3_ACCESS_KEY_ID: config.credentials.accessKeyId,
  S3_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
});

/** All of it goes, as if its window had passed. @returns what is left of segments in the bucket */
async function cleanAll({ services }: Product): Promise<string[]> {
  const { segmentFiles: files, config } = services;
  const { segmentsPath } = config;
  const far = { windowMs: 0, nowMs: Date.now() + 3600_000 };
  await cleanSegments({ segmentsPath, files, log: createLog('silent'), ...far });
  return files.numbered(segmentsPath);
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg', 'versitygw'))(
  'segments on S3',
  () => {
    let s3: S3Server;
    beforeAll(async () => {
      s3 = await startS3();
    });
    afterAll(() => s3?.stop());

    describe('from the embedded recorder', () => {
      let product: Product;
      beforeAll(async () => {
        product = await startProduct(envOf(s3));
      });
      afterAll(() => product?.close());

      test('a clip is exact up to now; over an outage of the bucket nothing is lost', async () => {
        const { config, shares } = product.services;
        const sharing = await product.shareAs(ADA);
        await product.buffered(ADA, 8000);
        // Any server makes it from the bucket alone: nothing is kept here.
        await rm(config.segmentsPath, { recursive: true, force: true });
        expect(await brokenLaws(await product.clip(ADA, '/clip 6s'), 6000)).toEqual([]);

        const awayMs = Date.now();
        await s3.pause();
        await sleep(AWAY_MS);
        const dms = async () => (await product.sandbox.dms('ada')).map(({ content }) => content);
        await until('its sharer hears of it', async () =>
          (await dms()).some((words) => words.includes('the storage that keeps the recordings')),
        );
        await s3.resume();
        const back = async () =>
          (await dms()).some((words) => words.includes('the storage is back'));
        await until('its sharer hears that it is back', back, { timeoutMs: 30_000 });
        const lengthMs = Math.ceil((Date.now() - awayMs) / 1000 + 3) * 1000;
        const over = await product.clip(ADA, `/clip ${lengthMs / 1000}s quality:full`, 120_000);
        expect(await brokenLaws(over, lengthMs)).toEqual([]);

        await sharing.stop();
        const userId = await product.userId(ADA);
        const stopped = async () => (await shares.recentOf(userId))[0]?.status === 'stopped';
        await until('the share is stopped', stopped);
        await until('it is closed in the bucket', async () => {
          return (await product.services.segments.coverage(userId))?.ended;
        });
        expect(await cleanAll(product)).toEqual([]);
      });
    });

    describe('from Egress, which uploads by itself', () => {
      let stage: ProductOnEgress;
      beforeAll(async () => {
        stage = await startProductOnEgress({ env: envOf(s3) });
      });
      afterAll(() => stage?.close());

      test('a share is recorded and clipped, and cleaned away', async () => {
        const { product } = stage;
        const { recorder, segments, shares } = product.services;
        const sharing = await product.shareAs(BO);
        await product.buffered(BO, 10_000);
        const { file, commandMs } = await product.clip(BO, '/clip 6s');
        const clip = await readClip(file);
        const userId = await product.userId(BO);
        const all = await segments.between(userId, 0, Number.POSITIVE_INFINITY);
        const held = await segments.hold(all, join(product.dataDir, 'held-by-test'));
        const names = held.map((segment) => basename(segment.file));
        const recorded = await readClip(
          await joinSegments(join(product.dataDir, 'held-by-test'), names),
        );
        // Egress places segments and sound by the clock of its own pipeline; the clip has to keep both as they are.
        const asRecorded = {
          ...{ recorded: recorded.frames, soundLateMs: soundLateMs(recorded) },
          longestDelayMs: 250 + longestDelayMs(recorded, held[0]?.startMs ?? Number.NaN),
        };
        const range = { fromMs: commandMs - 6000, toMs: commandMs };
        expect(checkClip(clip, { ...range, ...asRecorded })).toEqual([]);
        const [recording] = await recorder.list();
        expect(recording?.newestSegmentAtMs).toBeGreaterThan(commandMs);

        await sharing.stop();
        const stopped = async () => (await shares.recentOf(userId))[0]?.status === 'stopped';
        await until('the share is stopped', stopped, { timeoutMs: 30_000 });
        const { segmentsPath } = product.services.config;
        expect(dirname(recording?.folder ?? '')).toBe(join(segmentsPath, userId));
        await until('it is closed in the bucket', async () => {
          return (await product.services.segments.coverage(userId))?.ended;
        });
        await until('nothing more comes', async () => (await cleanAll(product)).length === 0);
      });
    });
  },
);
