import { z } from 'zod';

const expiresAtMs = z.number().int().positive();

/** One thing that a store keeps, as it is kept: values are copied, never read. Moments are in ms since the epoch. */
export const storeEntry = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('record'),
    namespace: z.string(),
    key: z.string(),
    /** As Keyv writes it. */
    value: z.string(),
    expiresAtMs: expiresAtMs.optional(),
  }),
  z.strictObject({
    kind: z.literal('list'),
    list: z.string(),
    member: z.string(),
    score: z.number(),
  }),
  z.strictObject({ kind: z.literal('claim'), key: z.string(), expiresAtMs }),
]);

export type StoreEntry = z.infer<typeof storeEntry>;

/** A store as a whole, for moving it and keeping copies. Leases are no part of it: they belong to running processes. */
export interface Contents {
  /**
   * Everything, a little in memory at a time; also while others write. Records come before lists: a list may name a
   * record that was made since, which does no harm, while a record in no list would be lost from sight. Something may
   * come twice.
   */
  walk(): AsyncIterable<StoreEntry>;
  /** Keys of the records of one kind, those that were there all the time. */
  keys(namespace: string): AsyncIterable<string>;
  /** Puts them in, over what is there; what has expired is left out. */
  put(entries: StoreEntry[]): Promise<void>;
  /** Whether there is no record, list or claim. */
  isEmpty(): Promise<boolean>;
  /** Removes everything, with leases, and leaves these entries: they are there from the first moment on. */
  clear(leave?: StoreEntry[]): Promise<void>;
  /** Names of the leases that somebody holds. */
  leases(): Promise<string[]>;
}
