import { createAzureBucket } from './azure.ts';
import type { Bucket } from './bucket.ts';
import type { BucketConfig } from './bucket-config.ts';
import { createS3Bucket } from './s3.ts';

/** Null where everything lies in local folders. Nothing is asked yet. */
export function openBucket({ bucket }: { bucket?: BucketConfig | undefined }): Bucket | null {
  if (!bucket) return null;
  return bucket.kind === 's3' ? createS3Bucket(bucket) : createAzureBucket(bucket);
}
