import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { readClip } from './support/clock.ts';
import { startTestEgress, type TestEgress } from './support/egress/test-egress.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { checkClip, soundLateMs } from './support/laws.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('recorded by Egress', () => {
  let livekit: TestLivekit;
  let egress: TestEgress;
  let product: Product;

  beforeAll(async () => {
    const port = await freeTcpPort();
    const webhookUrl = `http://127.0.0.1:${port}/api/livekit/webhook`;
    livekit = await startLivekit({ webhookUrl });
    egress = await startTestEgress({ livekit, webhook: { ...livekit, url: webhookUrl } });
    product = await startProduct({
      PORT: String(port),
      RECORDER: 'egress',
      LIVEKIT_URL: egress.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
    });
  });
  afterAll(async () => {
    await product?.close();
    await egress?.close();
    await livekit?.close();
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
    const recorded = await readClip(await joined(recording?.folder ?? ''));
    const asRecorded = {
      ...{ longestDelayMs: 2500, longestJumpMs: 400 },
      soundLateMs: soundLateMs(recorded),
    };
    const range = { fromMs: commandMs - 8000, toMs: commandMs };
    expect(checkClip(clip, { ...range, ...asRecorded })).toEqual([]);

    await sharing.stop();
    const stopped = async () => (await shares.recentOf(userId))[0]?.status === 'stopped';
    await until('the share is stopped', stopped);
  });
});

/** All segments of a recording that goes on without a break, as one file. */
async function joined(folder: string): Promise<string> {
  const segments = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const file = join(folder, '..', 'joined.ts');
  const data = await Promise.all(segments.map((name) => readFile(join(folder, name))));
  await writeFile(file, Buffer.concat(data));
  return file;
}
