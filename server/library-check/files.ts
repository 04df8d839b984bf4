import { CustomSource, FilePathSource, type Source } from 'mediabunny';
import { bucketClipFiles, clipFiles, clipOfFile } from '../orphans/clip-files.ts';
import type { Bucket } from '../storage/bucket.ts';

/** The files of the library: a folder, or a bucket. */
export interface LibraryFiles {
  /** Their names: `{id}.mp4`, `{id}.jpg`. */
  names(): Promise<string[]>;
  /** null when it isn't there. */
  bytes(name: string): Promise<number | null>;
  /** To read parts of it. */
  open(name: string): Source;
}

export function localLibraryFiles(clipsPath: string): LibraryFiles {
  const place = clipFiles(clipsPath);
  return {
    names: async () => (await place.names()).filter((name) => clipOfFile(name) !== null),
    bytes: async (name) => (await place.look(name))?.bytes ?? null,
    open: (name) => new FilePathSource(place.where(name)),
  };
}

export function bucketLibraryFiles(bucket: Bucket): LibraryFiles {
  const place = bucketClipFiles(bucket);
  const bytes = async (name: string) => (await place.look(name))?.bytes ?? null;
  return {
    bytes,
    names: place.names,
    open(name) {
      const key = place.where(name);
      return new CustomSource({
        getSize: async () => needThere(key, await bytes(name)),
        read: async (from, until) => needThere(key, await bucket.readPart(key, from, until)),
      });
    },
  };
}

function needThere<T>(key: string, found: T | null): T {
  if (found === null) throw new Error(`${key} is gone`);
  return found;
}
