import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { createShares } from '../shares/shares.ts';
import { openRedisStore } from '../store/redis.ts';
import { createClipLibrary } from './library.ts';
import { createClipMaker } from './maker.ts';
import { sharedFolder } from './remote-files.ts';
import { connectRenders } from './remote-jobs.ts';
import { createRenderQueue } from './render-queue.ts';
import { NO_VOICE } from './test-voice.ts';
import { startRenderWorker } from './worker.ts';

/**
 * A render worker as a process of its own, which a test can kill. Each line that it writes is something that happened;
 * it begins each clip `delayMs` late, so that there is a middle of it.
 */
const [url = '', folder = '', ffmpegPath = '', name = '', delayMs = '0'] = process.argv.slice(2);
const log = createLog('silent');
const store = await openRedisStore(url, log);
const clipsPath = join(folder, 'clips');
const clips = createClipLibrary({ store, clipsPath });
const maker = createClipMaker({
  segments: createSegmentLibrary({ segmentsPath: join(folder, 'segments') }),
  ...{ voice: NO_VOICE, shares: createShares(store), clips, clipsPath, ffmpegPath, log },
  marks: createMarks({ store, windowMs: 60_000 }),
  queue: createRenderQueue(1),
  tempPath: join(folder, 'tmp', name),
});
const redis = await connectRenders(url, log);
const worker = await startRenderWorker({
  ...{ redis, log, slots: 1, files: sharedFolder(join(folder, 'renders')) },
  maker: {
    ...maker,
    async make(order, watch) {
      process.stdout.write(`begins ${order.id}\n`);
      await sleep(Number(delayMs), undefined, { signal: watch?.signal });
      const clip = await maker.make(order, watch);
      process.stdout.write(`made ${order.id}\n`);
      return clip;
    },
  },
});
process.stdout.write('up\n');
process.once('SIGTERM', async () => {
  await worker.close();
  await store.close();
  redis.destroy();
});
