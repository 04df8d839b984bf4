import type { Random } from './random.ts';

/** One thing that reads what comes from outside, and what holds of it whatever comes. */
export interface Target {
  name: string;
  /** How many inputs it gets for one of another's; those that write files cost more. 1 when left out. */
  share?: number;
  make(random: Random): Buffer;
  /** Throws where something does not hold; what the reader itself may throw is caught in here. */
  run(input: Buffer): void | Promise<void>;
}

/** @throws Error that says what does not hold */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

/**
 * @returns null where the reader says in an Error that it was given nonsense; a mistake in a program, or too much of
 *   everything, is no such word
 */
export function orRefused<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

export async function orRefusedLater<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return null;
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError) return false;
  if (error instanceof ReferenceError || error.message.startsWith('does not hold')) return false;
  // Reading beyond a buffer's end; the other errors of range are endless recursion and impossible lengths.
  return !(error instanceof RangeError) || 'code' in error;
}
