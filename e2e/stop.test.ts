import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { localFiles } from '../server/segments/local-files.ts';
import { serveCards } from './support/card/serve-card.ts';
import { ADA, linkIn, untilClippable, waitForOutcome } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { type ProductProcess, startProductProcess } from './support/product-process.ts';
import { openShare, type Sharing } from './support/share.ts';
import { until } from './support/until.ts';

/** Compose and Kubernetes kill after so long, ms. */
const GRACE_MS = 30_000;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('told to stop', () => {
  let dataDir: string;
  let sandbox: Sandbox;
  let product: ProductProcess;
  let cards: Awaited<ReturnType<typeof serveCards>>;
  let sharing: Sharing;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hindsight-stop-'));
    sandbox = await startSandbox({ dataDir });
    product = await startProductProcess(sandbox, dataDir);
    cards = await serveCards();
  });
  afterAll(async () => {
    await sharing?.close();
    await product?.close();
    await cards?.close();
    await sandbox?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function share(): Promise<void> {
    const { control } = sandbox;
    const start = await control.run({ ...ADA, command: '/replay start' });
    sharing = await openShare(linkIn(await control.waitForAnswer(start.id)), cards.card());
    await sharing.press();
    await untilClippable(control, ADA);
  }

  async function order(command: string): Promise<string> {
    const { id } = await sandbox.control.run({ ...ADA, command });
    // Deferred means: the order is being worked on, and waits for its last segment at the least.
    const deferred = async () => (await sandbox.control.interaction(id)).message;
    await until('the command is deferred', deferred, { everyMs: 20 });
    return id;
  }

  const statusOf = async (path: string) =>
    fetch(product.url + path).then(
      ({ status }) => status,
      () => 0,
    );

  async function playlists(): Promise<string[]> {
    const found: string[] = [];
    const segments = join(dataDir, 'replay-segments');
    for (const user of await localFiles.numbered(segments)) {
      for (const session of await localFiles.numbered(join(segments, user))) {
        found.push(await readFile(join(segments, user, session, 'playlist.m3u8'), 'utf8'));
      }
    }
    return found;
  }

  test('it is not ready any more, ends the clip under way and its recordings, in time', async () => {
    await share();
    const id = await order('/clip 8s');
    const sinceMs = performance.now();
    const ended = product.close();
    const notReady = async () => (await statusOf('/readyz')) === 503;
    await until('it is not ready', notReady, { timeoutMs: 2000, everyMs: 10 });
    // Whoever watches a clip meanwhile goes on with it.
    expect(await statusOf('/healthz')).toBe(200);
    expect(await ended).toBe(0);
    expect(performance.now() - sinceMs).toBeLessThan(GRACE_MS);
    const { message } = await waitForOutcome(sandbox.control, id, 1000);
    expect(message?.attachments).toHaveLength(1);
    const lists = await playlists();
    expect(lists).toHaveLength(1);
    for (const list of lists) expect(list).toContain('#EXT-X-ENDLIST');
  });

  test('told twice it ends at once; the next one finishes what it left', async () => {
    await sharing.close();
    await product.start();
    await share();
    const id = await order('/clip 8s');
    const sinceMs = performance.now();
    const ended = product.close();
    await until('it stops', async () => (await statusOf('/readyz')) === 503, { everyMs: 10 });
    // What comes at once is npm, which passes the first one on.
    await sleep(700);
    process.kill(product.pid(), 'SIGTERM');
    expect(await ended).toBe(1);
    expect(performance.now() - sinceMs).toBeLessThan(3000);
    await product.start();
    const { message } = await waitForOutcome(sandbox.control, id, 60_000);
    expect(message?.attachments).toHaveLength(1);
  });
});
