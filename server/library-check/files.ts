import { FilePathSource, type Source } from 'mediabunny';
import { clipFiles, clipOfFile } from '../orphans/clip-files.ts';

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
