import { z } from 'zod';
import { en } from '../words/en.ts';

const MOST = 100;
/** Line breaks, and what turns the direction of the text behind it. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What people may call a clip; empty: nothing. */
export const clipTitle = z
  .string(en.fields.text)
  .trim()
  .max(MOST, en.fields.longest(MOST))
  .refine((title) => !CONTROLS.test(title), en.fields.noControls);
