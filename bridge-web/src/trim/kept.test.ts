import { expect, test } from 'vitest';
import { type Kept, parseKept } from './kept.ts';

const KEPT: Kept = {
  preview: 'abc',
  selection: { fromMs: 1e12, toMs: 1e12 + 5000 },
  wish: { target: { to: 'dm' }, title: 'Ace', visibility: 'private', quality: 'fit' },
  orders: ['1'],
};

test('what was kept comes back', () => {
  expect(parseKept(JSON.stringify(KEPT))).toEqual(KEPT);
});

test.each([
  [null],
  ['{'],
  ['null'],
  [JSON.stringify({ ...KEPT, selection: { fromMs: null, toMs: 3 } })],
  [JSON.stringify({ ...KEPT, wish: undefined })],
  [JSON.stringify({ ...KEPT, orders: {} })],
])('%s is as good as nothing', (text) => expect(parseKept(text)).toBeUndefined());
