import { expect, test } from 'vitest';
import { signInTrouble, withoutTrouble } from './sign-in-trouble.ts';

test.each([
  ['denied', /said no/],
  ['expired', /too long/],
  ['away', /did not answer/],
  ['mismatch', /did not belong/],
])('signing in that was %s is told', (why, words) =>
  expect(signInTrouble(`?q=a&signin=${why}`)).toMatch(words),
);

test('nothing else is said, whatever stands in the address', () => {
  expect(signInTrouble('?signin=hello')).toBeUndefined();
  expect(signInTrouble('?q=denied')).toBeUndefined();
});

test('it goes from the address, and the rest stays', () => {
  expect(withoutTrouble('https://h/library?q=a+b&signin=denied#link=x')).toBe(
    '/library?q=a+b#link=x',
  );
  expect(withoutTrouble('https://h/library?signin=denied')).toBe('/library');
});
