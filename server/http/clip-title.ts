import { z } from 'zod';

export const LONGEST_TITLE = 100;
/** Line breaks, and what turns the direction of the text behind it. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What people may call a clip; empty: nothing. */
export const clipTitle = z
  .string('has to be a text')
  .trim()
  .max(LONGEST_TITLE, `has to be at most ${LONGEST_TITLE} characters long`)
  .refine((title) => !CONTROLS.test(title), "can't have line breaks or control characters");
