import { z } from 'zod';
import { UserError } from '../errors.ts';

export const LONGEST_TITLE = 100;
/** Line breaks, and what turns the direction of the text behind it. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What people may call a clip; empty: nothing. */
export const clipTitle = z
  .string('has to be a text')
  .trim()
  .max(LONGEST_TITLE, `has to be at most ${LONGEST_TITLE} characters long`)
  .refine((title) => !CONTROLS.test(title), "can't have line breaks or control characters");

/** The same for what is typed outside of a request. @throws UserError (400) that says what is wrong with it */
export function needTitle(typed: string): string {
  const { success, data, error } = clipTitle.safeParse(typed);
  if (success) return data;
  throw new UserError(`The title ${error.issues[0]?.message}. Type another one.`);
}
