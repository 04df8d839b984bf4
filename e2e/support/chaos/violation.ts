/** Something that must not be, whatever was broken. */
export interface Violation {
  /** Which invariant it breaks. */
  invariant: string;
  /** A sentence. */
  what: string;
  atMs: number;
  /** Of interactions, clips and people that it is about. */
  ids: string[];
}
