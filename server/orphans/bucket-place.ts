import type { Bucket } from '../storage/bucket.ts';
import type { Place } from './place.ts';

type Objects = Pick<Bucket, 'list' | 'stat' | 'remove' | 'folders'>;

/** What lies directly below a prefix, which ends with a slash. @param isOurs which names count */
export function bucketPlace(
  bucket: Objects,
  prefix: string,
  isOurs: (name: string) => boolean,
): Place {
  const where = (name: string) => prefix + name;
  return {
    where,
    async names() {
      const names: string[] = [];
      for await (const { key } of bucket.list(prefix)) {
        const name = key.slice(prefix.length);
        if (isOurs(name)) names.push(name);
      }
      return names;
    },
    look: (name) => bucket.stat(where(name)),
    remove: (name) => bucket.remove([where(name)]),
  };
}

/** What lies below a prefix as folders would: each with all that is in it. */
export function bucketFolders(bucket: Objects, prefix: string): Place {
  const where = (name: string) => `${prefix}${name}/`;
  return {
    where,
    names: () => bucket.folders(prefix),
    async look(name) {
      let bytes = 0;
      let changedAtMs = Number.NEGATIVE_INFINITY;
      for await (const object of bucket.list(where(name))) {
        bytes += object.bytes;
        changedAtMs = Math.max(changedAtMs, object.changedAtMs);
      }
      return changedAtMs === Number.NEGATIVE_INFINITY ? null : { bytes, changedAtMs };
    },
    async remove(name) {
      const keys: string[] = [];
      for await (const { key } of bucket.list(where(name))) keys.push(key);
      await bucket.remove(keys);
    },
  };
}
