import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segmentIndex } from '../server/segments/playlist.ts';
import { readClip } from './support/clock.ts';
import { ADA, type Product } from './support/hindsight.ts';
import { joinSegments } from './support/join-segments.ts';
import { checkClip, longestDelayMs, soundLateMs } from './support/laws.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductOnEgress, startProductOnEgress } from './support/product-on-egress.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('recorded by Egress', () => {
  let stage: ProductOnEgress;
  let product: Product;

  beforeAll(async () => {
    stage = await startProductOnEgress();
    product = stage.product;
  });
  afterAll(async () => {
    await stage?.close();
  });

  test('a share is recorded, clipped exactly, and ends by itself', async () => {
    const { segments, shares, recorder } = product.services;
    const sharing = await product.shareAs(ADA);
    const [recording] = await recorder.list();
    const userId = recording?.userId ?? '';
    const enough = async () => ((await segments.coverage(userId))?.bufferedMs ?? 0) > 12_000;
    await until('twelve seconds are buffered', enough, { timeoutMs: 60_000 });

    const { file, commandMs } = await product.clip(ADA, '/clip 8s');
    const clip = await readClip(file);
    // Egress places segments and sound by the clock of its own pipeline; the clip has to keep both as they are.
    const folder = recording?.folder ?? '';
    const uris = (await readdir(folder)).filter((name) => segmentIndex(name) !== null).sort();
    const recorded = await readClip(await joinSegments(folder, uris));
    const [first] = await segments.between(userId, 0, Number.POSITIVE_INFINITY);
    const asRecorded = {
      ...{ recorded: recorded.frames, soundLateMs: soundLateMs(recorded) },
      longestDelayMs: 250 + longestDelayMs(recorded, first?.startMs ?? Number.NaN),
    };
    const range = { fromMs: commandMs - 8000, toMs: commandMs };
    expect(checkClip(clip, { ...range, ...asRecorded })).toEqual([]);

    await sharing.stop();
    const stopped = async () => (await shares.recentOf(userId))[0]?.status === 'stopped';
    await until('the share is stopped', stopped);
  });
});
