import { expect, test } from 'vitest';
import { goOnBehind } from './page-events.ts';

test('a reloaded page goes on where its own person was', () => {
  expect(goOnBehind('1:1795455029101', '1')).toBe('?lastEventId=1795455029101');
  expect(goOnBehind('1:1795455029101', '2')).toBe('');
  expect(goOnBehind(null, '1')).toBe('');
  expect(goOnBehind('1:x&y', '1')).toBe('');
});
