import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Bucket } from '../storage/bucket.ts';
import { createBucketClipFiles } from './files-bucket.ts';
import { createLocalClipFiles } from './files-local.ts';

/** A clip's video or its poster. */
export type ClipFileKind = 'mp4' | 'jpg';

/** Where the files of finished clips lie: in a local folder, or below `clips/` in a bucket. */
export interface ClipFiles {
  /**
   * Keeps a finished local file, in place of the one before; it appears whole or not at all, and the local one stays.
   * @throws UserError (503) while the bucket is away; the signal's reason
   */
  put(id: string, kind: ClipFileKind, file: string, signal?: AbortSignal): Promise<void>;
  /** The video by a second id; each goes by itself. @returns false where there is none */
  copy(fromId: string, toId: string): Promise<boolean>;
  /** Video and poster. Those that aren't there are no error. @throws BucketAway: it can be asked for again */
  remove(id: string): Promise<void>;
  /** The poster alone. */
  removePoster(id: string): Promise<void>;
  /**
   * A local file with the video, to be read at once: it may go with the clip.
   * @param folder one of the caller's, who removes it; it need not be there yet
   * @throws Error with code ENOENT when there is none; UserError (503) while the bucket is away
   */
  reach(id: string, folder: string): Promise<string>;
  /** As `reach`, but in the folder itself, so that it stays when the clip goes. */
  hold(id: string, folder: string): Promise<string>;
  /** How a browser gets it: from a local file, or from an address that is good for some minutes. */
  place(id: string, kind: ClipFileKind, how?: ClipFileAsked): Promise<ClipFilePlace>;
  /** Of all videos. */
  ids(): AsyncIterable<string>;
  /**
   * Frees what processes that were killed meanwhile have left.
   * @param quietMs where others may write there: only what nobody has written to for so long
   */
  sweep(quietMs?: number): Promise<void>;
  /** Absolute path, for tools and tests that look at local files. @throws Error where there are none, or for a strange id */
  localFile(id: string, kind: ClipFileKind): string;
  /** Whence browsers load them, if not from us: such as https://clips.s3.eu-central-1.amazonaws.com */
  origin: string | undefined;
}

export interface ClipFileAsked {
  /** Saved under this name. */
  fileName?: string | undefined;
  /** By HEAD. */
  head?: boolean;
}

export type ClipFilePlace = { file: string } | { url: string };

/** @param options.recentPath a folder of ours alone, for copies of what has just been put into the bucket */
export async function openClipFiles(options: {
  config: Pick<Config, 'clipsPath'>;
  bucket: Bucket | null;
  recentPath: string;
  log: Log;
}): Promise<ClipFiles> {
  const { config, bucket, recentPath, log } = options;
  if (!bucket) return createLocalClipFiles(config.clipsPath);
  return createBucketClipFiles({ bucket, recentPath, log });
}
