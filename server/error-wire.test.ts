import { expect, test } from 'vitest';
import { packError, packedError, unpackError } from './error-wire.ts';
import { UserError } from './errors.ts';

const sent = (error: unknown) =>
  unpackError(packedError.parse(JSON.parse(JSON.stringify(packError(error)))));

test('a sentence for people arrives with its status and in every language', () => {
  const error = sent(new UserError((words) => words.orders.noSuch, { status: 404 }));
  if (!(error instanceof UserError)) throw error;
  const first = new UserError((words) => words.orders.noSuch);
  expect(error.status).toBe(404);
  expect(error.in('de')).toBe(first.in('de'));
  expect(error.in('en')).toBe(first.in('en'));
  expect(error.in('de')).not.toBe(error.in('en'));
});

test('everything else stays a fault', () => {
  const error = sent(new TypeError('x is not a function'));
  expect(error).not.toBeInstanceOf(UserError);
  expect(error.message).toContain('x is not a function');
});
