import { CLIPS } from '../clips/files-bucket.ts';
import type { InUse } from '../in-use.ts';
import type { Bucket } from '../storage/bucket.ts';
import type { Store } from '../store/store.ts';
import { bucketPlace } from './bucket-place.ts';
import { folderPlace } from './folder-place.ts';
import type { Place } from './place.ts';
import type { OwnedThings } from './sweep.ts';

const FILE = /^([\w-]{1,64})\.(mp4|jpg)$/;
const PART = /^[\w-]{1,64}\.(mp4|jpg)\.part$/;

/** The id of the clip that a file belongs to; null where it is none of its files. */
export function clipOfFile(name: string): string | null {
  return FILE.exec(name)?.[1] ?? null;
}

/** Of all clips in a bucket, where nobody ever sees half a file. */
export function bucketClipFiles(bucket: Bucket): Place {
  return bucketPlace(bucket, CLIPS, (name) => FILE.test(name));
}

/** Videos and posters, and what is being written of them. */
export function clipFiles(clipsPath: string): Place {
  return folderPlace(clipsPath, (name) => FILE.test(name) || PART.test(name));
}

/**
 * A clip's file is owned by its record, also while that is hidden, or by the order that makes it. Half a file is owned
 * by the process that writes it, so one that is older than the processes that run is nobody's.
 */
export function ownedClipFiles(parts: {
  clipsPath: string;
  place?: Place;
  store: Pick<Store, 'records'>;
  inUse: Pick<InUse, 'sinceMs'>;
}): OwnedThings {
  const clips = parts.store.records('clips');
  const orders = parts.store.records('orders');
  return {
    what: 'clip file',
    place: parts.place ?? clipFiles(parts.clipsPath),
    async owned(names) {
      const files = names.flatMap((name) => {
        const id = clipOfFile(name);
        return id === null ? [] : [{ name, id }];
      });
      const ids = files.map(({ id }) => id);
      if (ids.length === 0) return new Set();
      // In this order: an order ends once its clip is in the library.
      const [ordered, known] = [await orders.get(ids), await clips.get(ids)];
      const isOwned = (i: number) => known[i] !== undefined || ordered[i] !== undefined;
      return new Set(files.filter((_, i) => isOwned(i)).map(({ name }) => name));
    },
    isAtRest: ({ changedAtMs }, name) => !PART.test(name) || changedAtMs < parts.inUse.sinceMs,
  };
}
