import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { cleanSegments } from '../server/segments/clean.ts';
import { type S3Server, startS3 } from '../server/storage/s3-server.ts';
import { brokenLaws } from './support/broken-laws.ts';
import { type EgressProduct, startEgressProduct } from './support/egress-product.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
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
      let stage: EgressProduct;
      beforeAll(async () => {
        stage = await startEgressProduct({ env: envOf(s3) });
      });
      afterAll(() => stage?.close());

      test('a share is clipped; one that can not be uploaded fails in words, and is begun anew', async () => {
        const { product } = stage;
        const { recorder, segments } = product.services;
        const bo = await stage.person(BO);
        const sharing = await bo.share({ bufferMs: 10_000 });
        const first = await bo.recorded();
        const buffer = await segments.coverage(bo.userId);
        if (!buffer) throw new Error('ten seconds are buffered');
        expect(await bo.clipFaults(buffer.fromMs, buffer.toMs)).toEqual([]);
        const [recording] = await recorder.list();
        expect(recording?.newestSegmentAtMs).toBeGreaterThanOrEqual(buffer.toMs);

        await s3.pause();
        const hasFailed = async () =>
          (await recorder.list()).find(({ state }) => state === 'failed');
        const failed = await until('Egress has given up', hasFailed, { timeoutMs: 30_000 });
        expect(failed.error).toContain('could not upload to the storage');
        await s3.resume();
        await bo.recordedAgain(first);
        await until('its sharer hears why', async () =>
          (await bo.dms()).some((words) => words.includes('could not upload to the storage')),
        );
        expect(await bo.clipFaults(buffer.fromMs, buffer.toMs)).toEqual([]);

        await sharing.stop();
        await until('nothing more comes', async () => (await cleanAll(product)).length === 0, {
          timeoutMs: 30_000,
        });
      });
    });
  },
);
