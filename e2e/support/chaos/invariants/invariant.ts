import type { Course } from '../course.ts';
import type { Violation } from '../violation.ts';

/** What holds whatever is broken, once it is calm again. @returns what breaks it */
export type Invariant = (course: Course) => Promise<Violation[]>;

/** Notes what breaks one. */
export function violationsOf(invariant: string) {
  const found: Violation[] = [];
  return {
    found,
    note(what: string, { atMs = Date.now(), ids = [] }: Partial<Violation> = {}): void {
      found.push({ invariant, what, atMs, ids });
    },
  };
}
