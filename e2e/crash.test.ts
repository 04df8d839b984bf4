import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { serveCards } from './support/card/serve-card.ts';
import { readClip } from './support/clock.ts';
import { ADA, linkIn, statusOf, untilClippable, waitForOutcome } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductProcess, startProductProcess } from './support/product-process.ts';
import { openShare } from './support/share.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('killed with -9', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let product: ProductProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindsight-crash-'));
    sandbox = await startSandbox({ dataDir });
    product = await startProductProcess(sandbox, dataDir);
  });
  afterAll(async () => {
    await product.close();
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('in the middle of a clip: after the restart it is finished, and nothing is left over', async () => {
    const { control } = sandbox;
    const cards = await serveCards();
    const start = await control.run({ ...ADA, command: '/replay start' });
    const link = linkIn(await control.waitForAnswer(start.id));
    const sharing = await openShare(link, cards.card());
    await sharing.press();
    await untilClippable(control, ADA);

    const { id } = await control.run({ ...ADA, command: '/clip 8s' });
    // Deferred means: the order is being worked on, and waits for its last segment at the least.
    await until('the command is deferred', async () => (await control.interaction(id)).message);
    await product.kill();
    await sharing.close();
    // What is left of a clip that was being copied, where links are refused.
    await mkdir(join(dataDir, 'clips'), { recursive: true });
    await writeFile(join(dataDir, 'clips', 'torn.mp4.part'), 'the half of it');
    await product.start();

    const { message } = await waitForOutcome(control, id, 60_000);
    expect(message?.content).toContain('<@');
    const [attachment] = message?.attachments ?? [];
    const file = join(dataDir, 'posted.mp4');
    await writeFile(file, await control.download(attachment?.url ?? ''));
    const clip = await readClip(file);
    expect(clip.durationMs).toBeGreaterThan(7500);
    expect(clip.frames.length).toBeGreaterThan(50);
    // The clip's poster is made after it was posted.
    const swept = async () => (await readdir(join(dataDir, 'tmp')).catch(() => [])).length === 0;
    await until('nothing temporary is left', swept, { timeoutMs: 20_000 });
    const left = (await readdir(join(dataDir, 'clips'))).filter((name) => name.endsWith('.part'));
    expect(left).toEqual([]);
    expect(await statusOf(control, ADA)).toContain('Nothing of yours is being recorded');
    await cards.close();
  });

  test('told to stop, it stops by itself with code 0', async () => {
    expect(await product.close()).toBe(0);
    await product.start();
  });
});
