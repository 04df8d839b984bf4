/** Where things lie that somebody has to own: a folder's entries, or objects below a prefix of a bucket. */
export interface Place {
  /** Only of things that are ours. */
  names(): Promise<string[]>;
  /** null when it is gone. */
  look(name: string): Promise<Thing | null>;
  /** With all that is in it. One that isn't there is no error. */
  remove(name: string): Promise<void>;
  /** How people find it. */
  where(name: string): string;
}

export interface Thing {
  /** Of all files in it. */
  bytes: number;
  /** When anything of it was last written, added or taken away, ms since the epoch. */
  changedAtMs: number;
}
