import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { createLog } from '../server/log.ts';
import { createEgressRecorder } from '../server/recorder/egress/egress.ts';
import { recorderContract } from '../server/recorder/recorder.contract.ts';
import { createSessionReader } from '../server/segments/read-session.ts';
import { startTestEgress } from './support/egress/test-egress.ts';
import { startLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers } from './support/sharers.ts';

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('over a real LiveKit', () => {
  recorderContract('the egress recorder', async () => {
    const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-egress-'));
    const livekit = await startLivekit();
    const egress = await startTestEgress({
      livekit,
      delays: { trackMissing: 5000, stopMiss: 500 },
    });
    const sharers = await openSharers(livekit);
    const recorder = createEgressRecorder({
      livekit: { ...livekit, url: egress.url },
      segmentsPath,
      encoding: { maxHeight: 720, maxFps: 30, minKbps: 800, maxKbps: 8000 },
      readSession: createSessionReader(),
      log: createLog(process.env.LOG_LEVEL ?? 'warn'),
    });
    return {
      recorder,
      segmentsPath,
      share: sharers.share,
      afterClose: 'goes on',
      async close() {
        await sharers.close();
        await egress.close();
        await livekit.close();
        await rm(segmentsPath, { recursive: true });
      },
    };
  });
});
