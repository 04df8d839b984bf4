import { expect, test } from 'vitest';
import { parseCustomId, renderCustomId } from './custom-id.ts';

test.each([
  [{ name: 'trim', values: ['123'] }, 'trim:123'],
  [{ name: 'leave', values: [] }, 'leave'],
  [{ name: 'more-by', values: ['1', '2', '30000'] }, 'more-by:1:2:30000'],
  [{ name: 'trim', version: 2, values: ['123'] }, 'trim.2:123'],
])('%o is %s, and read again', (id, text) => {
  expect(renderCustomId(id)).toBe(text);
  expect(parseCustomId(text)).toEqual({ version: 1, ...id });
});

test('the longest that we make fits', () => {
  const values = Array(4).fill('9'.repeat(20));
  expect(renderCustomId({ name: 'delete-yes', values }).length).toBeLessThanOrEqual(100);
});

test.each([
  '',
  'trim:',
  'trim:abc',
  'Trim:1',
  'trim:1:',
  ':1',
  'trim.1x:1',
  'trim.0:1',
  `trim:${'1'.repeat(21)}`,
  `trim${':1'.repeat(60)}`,
  'trim:1\ntrim:2',
  '__proto__:1',
])('%o is none of ours', (text) => {
  expect(parseCustomId(text)).toBeNull();
});

test.each([
  { name: 'trim', values: ['12:3'] },
  { name: 'trim', values: ['x'] },
  { name: 'trim', values: Array(9).fill('9'.repeat(20)) },
])('%o is never made', (id) => {
  expect(() => renderCustomId(id)).toThrow('can be no custom id');
});
