/** What the doctor found out about one thing. */
export interface Finding {
  name: string;
  /** `missing` keeps Hindsight from starting; `note` is something to know or to do for a certain purpose. */
  state: 'ok' | 'note' | 'missing';
  /** Version, place, where it comes from. */
  says: string;
  /** A sentence: what to do about it. */
  todo?: string | undefined;
}

/** The message of whatever was thrown, with its cause, as one line. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
