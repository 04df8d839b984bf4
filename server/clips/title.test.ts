import { expect, test } from 'vitest';
import { needTitle } from './title.ts';

test.each([
  ['Ace on the bridge', 'Ace on the bridge'],
  ['  Ace  ', 'Ace'],
  ['   ', ''],
  ['💥'.repeat(50), '💥'.repeat(50)],
])('%j is the title %j', (typed, title) => expect(needTitle(typed)).toBe(title));

test.each([
  ['x'.repeat(101), 'The title has to be at most 100 characters long. Type another one.'],
  ['two\nlines', "The title can't have line breaks or control characters. Type another one."],
  ['gpj.\u202eexe', "The title can't have line breaks or control characters. Type another one."],
  ['bell\u0007', "The title can't have line breaks or control characters. Type another one."],
])('%j is none', (typed, words) => expect(() => needTitle(typed)).toThrow(words));
