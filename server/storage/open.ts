import { createAzureBucket } from './azure.ts';
import type { Bucket } from './bucket.ts';
import type { BucketConfig } from './bucket-config.ts';
import { createS3Bucket } from './s3.ts';

/** One client for each, with its connections, however many parts ask for it. */
const opened = new WeakMap<BucketConfig, Bucket>();

/** Null where everything lies in local folders. Nothing is asked yet. */
export function openBucket({ bucket }: { bucket?: BucketConfig | undefined }): Bucket | null {
  if (!bucket) return null;
  const known = opened.get(bucket);
  if (known) return known;
  const made = bucket.kind === 's3' ? createS3Bucket(bucket) : createAzureBucket(bucket);
  opened.set(bucket, made);
  return made;
}
