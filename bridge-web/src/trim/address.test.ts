import { expect, test } from 'vitest';
import { addressOf, readAddress, withClipFromHash } from './address.ts';

test.each([
  ['', {}],
  ['?clip=77', { clipId: '77' }],
  ['?preview=abc', { preview: 'abc' }],
  ['?last=60', { lastMs: 60_000 }],
  ['?last=soon', {}],
  ['?last=-3&clip=', {}],
  ['?last=Infinity', {}],
])('%s asks for %o', (search, asked) => expect(readAddress(search)).toEqual(asked));

test('the address of an open preview leads to it again, and to its clip', () => {
  const address = addressOf('a b', { clipId: '77' });
  expect(readAddress(new URL(address, 'http://x').search)).toEqual({
    preview: 'a b',
    clipId: '77',
  });
  expect(addressOf('abc', {})).toBe('/trim?preview=abc');
});

test('the clip of a link from Discord moves to where signing in keeps it', () => {
  expect(withClipFromHash('', '#link=T&clip=77')).toBe('/trim?clip=77#link=T');
  expect(withClipFromHash('?preview=old&last=5', '#clip=77')).toBe('/trim?last=5&clip=77');
  expect(withClipFromHash('?clip=77', '#link=T')).toBeUndefined();
  expect(withClipFromHash('', '')).toBeUndefined();
});
