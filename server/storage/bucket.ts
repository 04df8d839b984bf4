/**
 * Objects by key, as S3 and its like keep them. Keys are parted by slashes, without one at the start; what the product
 * was told to put before all of them (S3_PREFIX) is not part of them. Whatever fails is tried again for a while, then
 * thrown as BucketAway, or as BucketRefused where trying again can't help.
 */
export interface Bucket {
  /** Puts an object, whole or not at all: nobody ever sees half of it. Large files go up in parts. */
  put(key: string, from: ObjectSource, options?: PutOptions): Promise<void>;
  /**
   * A small object.
   * @param knownStamp of what the caller has already
   * @param mostBytes a larger one is not read: ObjectTooLarge
   * @returns null where there is none
   */
  read(
    key: string,
    knownStamp?: string,
    mostBytes?: number,
  ): Promise<ReadObject | 'unchanged' | null>;
  /**
   * Of a large object only the bytes from one position until before another, of which it has at least the first.
   * @returns null where there is no such object
   */
  readPart(key: string, fromByte: number, untilByte: number): Promise<Buffer | null>;
  /**
   * Downloads to a file, which appears whole.
   * @param mostBytes a larger one is not taken: ObjectTooLarge
   * @returns false where there is no such object
   */
  fetch(key: string, file: string, signal?: AbortSignal, mostBytes?: number): Promise<boolean>;
  /** Within the bucket; the bytes don't come here. @returns false where there is no such object */
  copy(from: string, to: string): Promise<boolean>;
  /** null where there is none. */
  stat(key: string): Promise<BucketObject | null>;
  /** All below a prefix, in order of their keys; asked for page by page. */
  list(prefix: string): AsyncIterable<BucketObject>;
  /** Names of what lies directly below a prefix and has something below itself, without slashes. */
  folders(prefix: string): Promise<string[]>;
  /** In batches. Those that aren't there are no error. */
  remove(keys: string[]): Promise<void>;
  /** An address by which a browser gets the object, with ranges, until its life ends. */
  signedUrl(key: string, options: SignedUrlOptions): Promise<string>;
  /** Frees what uploads took that were begun below a prefix before then, ms since the epoch, and never ended. */
  abandonUploads(prefix: string, begunBeforeMs: number): Promise<void>;
  /** Rejects while it can't be used. */
  check(): Promise<void>;
}

export type ObjectSource = { file: string } | { bytes: Buffer };

export interface PutOptions {
  /** MIME type. */
  type?: string;
  signal?: AbortSignal;
}

export interface ReadObject {
  bytes: Buffer;
  /** Another one with each content. */
  stamp: string;
}

export interface BucketObject {
  key: string;
  bytes: number;
  /** By the bucket's clock, ms since the epoch. */
  changedAtMs: number;
}

export interface SignedUrlOptions {
  lifeMs: number;
  /** MIME type that the answer has. */
  type: string;
  /** Saved under this name; shown in place where left out. */
  fileName?: string;
  /** For HEAD, which S3 does not answer at an address for GET. */
  head?: boolean;
}

/** The bucket does not answer, or says that it can't just now: the same may succeed later. */
export class BucketAway extends Error {
  override name = 'BucketAway';
}

/** The bucket says no: keys, rights or the bucket's name have to be looked at. */
export class BucketRefused extends Error {
  override name = 'BucketRefused';
}

/** Nothing of ours is so large there. */
export class ObjectTooLarge extends Error {
  override name = 'ObjectTooLarge';
}
