import { expect, test } from 'vitest';
import { nextPath } from './next-path.ts';

test.each([
  ['/share', '/share'],
  ['/trim?clip=7#x', '/trim?clip=7#x'],
  ['/a/../library', '/library'],
  ['/ä', '/%C3%A4'],
])('%j stays', (asked, path) => {
  expect(nextPath(asked)).toBe(path);
});

test.each([
  [undefined],
  [['/share', '/x']],
  [''],
  ['share'],
  ['https://evil.example/'],
  ['//evil.example/'],
  ['/\\evil.example/'],
  ['\\\\evil.example/'],
  ['/\t/evil.example/'],
  ['/\n/evil.example'],
  ['/.//evil.example/'],
  ['/a/..//evil.example/'],
  [' //evil.example'],
  ['javascript:alert(1)'],
  ['/api/auth/discord'],
  [`/${'a'.repeat(600)}`],
])('%j goes to the library', (asked) => {
  expect(nextPath(asked)).toBe('/library');
});

test('what comes out is a path of ours to every browser', () => {
  for (const asked of [
    '/x',
    '/@evil.example',
    '/%2f%2fevil.example',
    '/%5cevil.example',
    '/;//x',
  ]) {
    expect(new URL(nextPath(asked), 'https://ours.example').origin).toBe('https://ours.example');
  }
});
