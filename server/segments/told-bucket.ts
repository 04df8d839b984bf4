import { UserError } from '../errors.ts';
import { type Bucket, BucketAway, BucketRefused } from '../storage/bucket.ts';

/** The same bucket, which tells whoever waits for their recordings that it can't be asked just now. */
export function toldBucket(bucket: Bucket): Bucket {
  return {
    ...bucket,
    put: (...asked) => bucket.put(...asked).catch(tell),
    read: (...asked) => bucket.read(...asked).catch(tell),
    fetch: (...asked) => bucket.fetch(...asked).catch(tell),
    folders: (...asked) => bucket.folders(...asked).catch(tell),
    remove: (...asked) => bucket.remove(...asked).catch(tell),
    async *list(prefix) {
      try {
        yield* bucket.list(prefix);
      } catch (error) {
        tell(error);
      }
    },
  };
}

function tell(cause: unknown): never {
  if (!(cause instanceof BucketAway || cause instanceof BucketRefused)) throw cause;
  throw new UserError(({ asked }) => asked.storageAway, { status: 503, cause });
}
