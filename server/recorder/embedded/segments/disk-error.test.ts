import { expect, test } from 'vitest';
import { UserError } from '../../../errors.ts';
import { inWords } from './disk-error.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: mkdir '/data'`), { code });

test.each([
  ['ENOSPC', 'is full'],
  ['EDQUOT', 'is full'],
  ['EROFS', 'cannot be written to'],
  ['EACCES', 'cannot be written to'],
])('%s has words for the sharer', (code, words) => {
  const told = inWords(failed(code));
  expect(told).toBeInstanceOf(UserError);
  expect(told.message).toContain(words);
  expect(told.cause).toMatchObject({ code });
});

test("what is nobody else's business stays as it is", () => {
  const cause = failed('EIO');
  expect(inWords(cause)).toBe(cause);
});
