import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import { recorderContract } from '../server/recorder/recorder.contract.ts';
import { startLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers } from './support/sharers.ts';

const LOG = createLog(process.env.LOG_LEVEL ?? 'warn');

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('over a real LiveKit', () => {
  recorderContract('the embedded recorder', async () => {
    const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-embedded-'));
    const livekit = await startLivekit();
    const sharers = await openSharers(livekit);
    const ffmpegPath = await findFfmpeg();
    const recorder = createEmbeddedRecorder({ livekit, ffmpegPath, windowMs: 60_000, log: LOG });
    return {
      recorder,
      segmentsPath,
      share: sharers.share,
      async close() {
        await recorder.close();
        await sharers.close();
        await livekit.close();
        await rm(segmentsPath, { recursive: true });
      },
    };
  });
});
