import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type ClipMaker, createClipMaker } from './maker.ts';
import { type RemoteFiles, sharedFolder } from './remote-files.ts';
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

/** @param parts.files how processes hand files to each other; a folder in DATA_DIR that they share when left out */
export async function openClipMaker(
  config: Pick<Config, 'storeUrl' | 'roles' | 'dataDir' | 'renderSlots'>,
  parts: Parameters<typeof createClipMaker>[0] & { files?: RemoteFiles },
): Promise<OpenMaker> {
  const { storeUrl, roles, dataDir, renderSlots: slots } = config;
  const { log } = parts;
  const local = createClipMaker(parts);
  if (!storeUrl) return { clipMaker: local, close: async () => {} };
  const { files = sharedFolder(join(dataDir, 'renders')) } = parts;
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
