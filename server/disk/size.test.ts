import { expect, test } from 'vitest';
import { formatSize, parseSize } from './size.ts';

test.each([
  ['0', 0],
  ['1048576', 1_048_576],
  ['20GB', 20e9],
  ['20 gb', 20e9],
  ['500MiB', 500 * 2 ** 20],
  ['1.5TiB', 1.5 * 2 ** 40],
  ['0.1KiB', 102],
  ['7B', 7],
])('%s is %i bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(['', '-1', 'GB', '20 G B', '20X', '1e9', 'all', '1,5GB', '99999999TB'])(
  '"%s" is no size',
  (text) => {
    expect(parseSize(text)).toBeNull();
  },
);

test.each([
  [0, '0 bytes'],
  [1023, '1020 bytes'],
  [20 * 2 ** 30, '20 GiB'],
  [1.5 * 2 ** 40, '1.5 TiB'],
  [123_456_789, '118 MiB'],
])('%i bytes read as %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
