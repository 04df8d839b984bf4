/**
 * What no recorder of ours writes, but a hostile one may: more is not read. A playlist of MOST_SEGMENTS is shorter, and a
 * segment of ten seconds at 200 Mbit/s.
 */
export const MOST_TEXT_BYTES = 64 << 20;
export const MOST_SEGMENT_BYTES = 256 << 20;

/**
 * What lies behind the paths of sessions. Everywhere else a session is `{segmentsPath}/{userId}/{startedAtMs}` (a voice
 * `{segmentsPath}/{userId}/voice/{startedAtMs}`), whether those are folders or only the names of objects in a bucket.
 */
export interface SegmentFiles {
  /** Names, lowest first, of what has a number for its name directly below a path: people, or a person's sessions. */
  numbered(path: string): Promise<string[]>;
  /** Names of a session's files. @param listed what its playlist lists, which was there when that was written */
  names(folder: string, listed?: string[]): Promise<string[]>;
  /** A session's files, with what tells whether somebody still writes them. */
  details(folder: string): Promise<SessionFile[]>;
  /** Of each file, bytes; 0 where it is gone. */
  sizes(files: string[]): Promise<number[]>;
  /**
   * A small text, such as a playlist; it may be half-written where somebody else writes it.
   * @param knownStamp of what the caller has read before
   * @returns null where there is none, or nothing of that kind
   */
  readText(file: string, knownStamp?: string): Promise<StampedText | 'unchanged' | null>;
  /** Puts a small text there, whole or not at all. */
  writeText(file: string, text: string): Promise<void>;
  /** Brings a file out of the cleaner's reach, to a path on the local disk. @returns false where it is gone */
  take(file: string, target: string): Promise<boolean>;
  /** Lets `use` read a file from the local disk. @throws Error where it is gone */
  reading<T>(file: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Those that aren't there are no error. */
  remove(files: string[]): Promise<void>;
  /** When something directly in a folder came or went, ms; -Infinity where nobody knows. */
  changedAtMs(folder: string): Promise<number>;
  /** Not when there is something in it. @returns whether one was removed */
  removeEmpty(folder: string): Promise<boolean>;
  /** With all that lies below. */
  removeAll(path: string): Promise<void>;
  /** The same files for looking through all of them at once: what they hold may be as old as this call. */
  atOnce(): Promise<SegmentFiles>;
}

export interface SessionFile {
  name: string;
  bytes: number;
  /** By the clock of what keeps it, ms since the epoch. */
  changedAtMs: number;
}

export interface StampedText {
  text: string;
  /** Another one with each content; empty where it may have been read while it was being written. */
  stamp: string;
}
