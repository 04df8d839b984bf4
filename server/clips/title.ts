import { z } from 'zod';
import { UserError } from '../errors.ts';
import { en } from '../words/en.ts';
import { translated } from '../words/translated.ts';

export const LONGEST_TITLE = 100;
/** Line breaks, and what turns the direction of the text behind it. */
export const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What people may call a clip; empty: nothing. */
export const clipTitle = z
  .string(en.fields.text)
  .trim()
  .max(LONGEST_TITLE, en.fields.longest(LONGEST_TITLE))
  .refine((title) => !CONTROLS.test(title), en.fields.noControls);

/** The same for what is typed outside of a request. @throws UserError (400) that says what is wrong with it */
export function needTitle(typed: string): string {
  const { success, data, error } = clipTitle.safeParse(typed);
  if (success) return data;
  const wrong = error.issues[0]?.message ?? '';
  throw new UserError((words) => words.asked.title(translated(wrong, words)));
}
