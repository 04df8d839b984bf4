import { join } from 'node:path';
import type { Config } from '../config.ts';
import { openBucket } from '../storage/open.ts';
import { type ClipMaker, createClipMaker } from './maker.ts';
import { inBucket, sharedFolder } from './remote-files.ts';
import { connectRenders } from './remote-jobs.ts';
import { createRemoteMaker } from './remote-maker.ts';
import { openRemoteRenders } from './remote-renders.ts';
import { createSource } from './source.ts';
import { startRenderWorker } from './worker.ts';

/** Who makes clips: this process, or with several of them the workers, of which it may be one. */
export interface OpenMaker {
  clipMaker: ClipMaker;
  /** Takes no more renders from others; ends those that it has, or leaves them to other workers. */
  close(): Promise<void>;
}

/** Processes hand files to each other through the bucket, or a folder in DATA_DIR that they share. */
export async function openClipMaker(
  config: Pick<Config, 'storeUrl' | 'roles' | 'dataDir' | 'bucket' | 'renderSlots'>,
  parts: Parameters<typeof createClipMaker>[0],
): Promise<OpenMaker> {
  const { storeUrl, roles, dataDir, renderSlots: slots } = config;
  const { log } = parts;
  const local = createClipMaker(parts);
  if (!storeUrl) return { clipMaker: local, close: async () => {} };
  const bucket = openBucket(config);
  const files = bucket ? inBucket(bucket, parts.tempPath) : sharedFolder(join(dataDir, 'renders'));
  const redis = await connectRenders(storeUrl, log);
  const renders = await openRemoteRenders(redis, log);
  const worker = roles.includes('worker')
    ? await startRenderWorker({ redis, maker: local, files, slots, log })
    : null;
  return {
    clipMaker: createRemoteMaker({ local, renders, files, source: createSource(parts) }),
    async close() {
      await worker?.close();
      await renders.close();
      if (redis.isOpen) redis.destroy();
    },
  };
}
