import type { Config } from '../config.ts';
import { openBucket } from '../storage/open.ts';
import { createBucketFiles } from './bucket-files.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';

/** Where the configuration says that segments lie. */
export function openSegmentFiles(config: Pick<Config, 'bucket' | 'segmentsPath'>): SegmentFiles {
  const bucket = openBucket(config);
  if (!bucket) return localFiles;
  return createBucketFiles({ bucket, segmentsPath: config.segmentsPath });
}
