import { join } from 'node:path';
import { openClipFiles } from './clips/files.ts';
import { inBucket } from './clips/remote-files.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { toldBucket } from './segments/told-bucket.ts';
import { openBucket } from './storage/open.ts';
import { OTHERS_QUIET_MS } from './whole-file.ts';

export type OwnStorage = Awaited<ReturnType<typeof startStorage>>;

/** The bucket where there is one, the files of finished clips, and what processes hand each other through it. */
export async function startStorage(
  config: Pick<Config, 'clipsPath'> & { bucket?: Config['bucket'] },
  { store, tempPath }: { store: { isShared: boolean }; tempPath: string },
  log: Log,
) {
  const bucket = openBucket(config);
  const recentPath = join(tempPath, 'recent-clips');
  const clipFiles = await openClipFiles({ config, bucket, recentPath, log });
  const swept = clipFiles.sweep(store.isShared ? OTHERS_QUIET_MS : 0);
  // Of a folder, before anything new is written there; in a bucket only what is a day old goes.
  if (!bucket) await swept;
  const handed = bucket && store.isShared ? inBucket(toldBucket(bucket), tempPath) : undefined;
  return { bucket, clipFiles, handed };
}
