import { expect, test } from 'vitest';
import { invitation } from './invitation.ts';

test('asks for what docs and the doctor name: five permissions, and commands', () => {
  const { searchParams } = new URL(invitation('123'));
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ client_id: '123', scope: 'bot applications.commands', permissions: '274877959168' },
  });
});
