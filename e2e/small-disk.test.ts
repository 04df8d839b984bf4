import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { mountSmallDisk, type SmallDisk, skipWithoutMount } from './support/mount.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

const skip = (await skipWithout('chromium', 'livekit', 'ffmpeg')) || (await skipWithoutMount());

describe.skipIf(skip)('the buffer on a disk that other data fills up', () => {
  let disk: SmallDisk;
  let product: Product;
  beforeAll(async () => {
    disk = await mountSmallDisk(64 << 20);
    // A window of a minute, whose floor is half of that.
    const env = { REPLAY_SEGMENTS_PATH: disk.path, REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: '1' };
    product = await startProduct(env);
    await product.shareAs(ADA);
    await product.buffered(ADA, 20_000);
  });
  afterAll(async () => {
    await product?.close();
    await disk?.close();
  });

  const filler = () => join(disk.path, 'other-data');
  const start = async () => (await product.type(BO, '/replay start')).message?.content ?? '';
  const dms = async () => (await product.sandbox.dms('ada')).map(({ content }) => content);

  test('its recording goes on, at the cost of what is oldest; its owner is told once', async () => {
    const { shares, segments } = product.services;
    const ada = await product.userId(ADA);
    const [before] = await shares.activeOf(ada);
    const filledMs = Date.now();
    const { bavail, bsize } = await statfs(disk.path);
    // Some other program takes all that there is, at once.
    await writeFile(filler(), Buffer.alloc(bavail * bsize)).catch(({ code }) => {
      expect(code).toBe('ENOSPC');
    });
    const goesOn = async () => ((await segments.coverage(ada))?.toMs ?? 0) > filledMs + 20_000;
    await until('twenty seconds more are recorded', goesOn, { timeoutMs: 40_000 });
    expect(await shares.activeOf(ada)).toEqual([
      expect.objectContaining({ egressId: before?.egressId, startedAt: before?.startedAt }),
    ]);
    expect((await segments.coverage(ada))?.gaps).toEqual([]);
    expect(await brokenLaws(await product.clip(ADA, '/clip 6s'), 6000)).toEqual([]);
    expect(await dms()).toEqual([
      expect.stringMatching(
        /^\*\*Your replay buffer\*\* is shorter than usual: .* instead of 1m\./,
      ),
    ]);
    expect((await product.type(ADA, '/replay status')).message?.content).toMatch(
      /Just now only the last \d+s are kept instead of 1m\. The disk/,
    );
  });

  test('nobody else begins until there is room again', async () => {
    expect(await start()).toMatch(/^The disk that keeps the replay buffer is almost full/);
    await rm(filler());
    const accepted = async () => (await start()).startsWith('This link is yours alone');
    await until('a share is taken again', accepted, { timeoutMs: 90_000, everyMs: 2000 });
    const isWhole = async () => (await dms()).length === 2;
    await until('the window is whole, and that is told', isWhole, { timeoutMs: 90_000 });
    expect((await dms())[1]).toContain('is whole again: the last 1m');
  });
});
