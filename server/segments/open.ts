import type { Config } from '../config.ts';
import { openBucket } from '../storage/open.ts';
import { createBucketFiles } from './bucket-files.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';

/**
 * Where the configuration says that segments lie.
 * @param spool what waits there belongs to them, too, when all of a person's is removed
 * @param tempPath what is read of a bucket lies there meanwhile; the system's when left out
 */
export function openSegmentFiles(
  config: { segmentsPath: string; bucket?: Config['bucket'] },
  {
    spool = null,
    tempPath,
  }: { spool?: { forget(path: string): Promise<void> } | null; tempPath?: string } = {},
): SegmentFiles {
  const bucket = openBucket(config);
  if (!bucket) return localFiles;
  const { segmentsPath } = config;
  const files = createBucketFiles({ bucket, segmentsPath, ...(tempPath && { tempPath }) });
  return {
    ...files,
    async removeAll(path) {
      await spool?.forget(path);
      await files.removeAll(path);
    },
  };
}
