import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import { freeTcpPort } from '../../server/livekit/ports.ts';
import { createLog } from '../../server/log.ts';
import { createSegmentLibrary } from '../../server/segments/library.ts';
import { createShares } from '../../server/shares/shares.ts';
import { openStore } from '../../server/store/open.ts';
import { closable, type OnClose } from './closable.ts';
import { startTestEgress } from './egress/test-egress.ts';
import { startLivekit } from './livekit.ts';
import { startProductProcess } from './product-process.ts';
import { openSharers } from './sharers.ts';
import { until } from './until.ts';

/** Kills the product with -9 while Egress records, starts it again after `awayMs`, and looks at what is left. */
export async function appAway(awayMs: number): Promise<void> {
  const { close } = await closable((onClose) => run(awayMs, onClose));
  await close();
}

async function run(awayMs: number, onClose: OnClose) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-away-'));
  onClose(() => rm(dataDir, { recursive: true, force: true }));
  const port = await freeTcpPort();
  const url = `http://127.0.0.1:${port}/api/livekit/webhook`;
  const livekit = await startLivekit({ webhookUrl: url });
  onClose(livekit.close);
  const egress = await startTestEgress({ livekit, webhook: { ...livekit, url } });
  onClose(egress.close);
  const sandbox = await startSandbox({ dataDir });
  onClose(sandbox.close);
  const product = await startProductProcess(sandbox, dataDir, {
    PORT: String(port),
    RECORDER: 'egress',
    LIVEKIT_URL: egress.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
  });
  onClose(product.close);
  // They reach LiveKit directly, as behind a proxy that carries its signalling.
  const sharers = await openSharers(livekit);
  onClose(sharers.close);

  const { userId } = await sharers.share();
  const segments = createSegmentLibrary({ segmentsPath: join(dataDir, 'replay-segments') });
  const reaches = (ms: number) => async () => ((await segments.coverage(userId))?.toMs ?? 0) > ms;
  await until('segments come', reaches(0), { timeoutMs: 40_000 });
  await product.kill();
  await sleep(awayMs);
  await product.start();
  const backMs = Date.now();
  await until('segments come after it is back', reaches(backMs + 6000), { timeoutMs: 40_000 });

  const found = await segments.between(userId, 0, Date.now());
  const holes = found.flatMap((segment, i) => {
    const before = found[i - 1];
    const gapMs = before ? segment.startMs - before.startMs - before.durationMs : 0;
    return Math.abs(gapMs) > 100 ? [`${Math.round(gapMs)} ms before ${segment.file}`] : [];
  });
  expect(holes).toEqual([]);
  expect((found.at(-1)?.startMs ?? 0) - (found[0]?.startMs ?? 0)).toBeGreaterThan(awayMs);
  expect(await readdir(join(dataDir, 'replay-segments', userId))).toHaveLength(1);

  await product.kill();
  const store = await openStore({ dataDir }, createLog('silent'));
  onClose(store.close);
  const known = await createShares(store).recentOf(userId);
  expect(known.map(({ status }) => status)).toEqual(['active']);
  await product.start();
}
