import { expect, test } from 'vitest';
import { allOf, clicked, NOTHING, type Selection, without } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: Selection) => [...ids].sort().join('');

test('a click chooses, a second one takes it back', () => {
  const one = clicked(NOTHING, 'b', { order });
  expect(chosen(one)).toBe('b');
  expect(chosen(clicked(one, 'b', { order }))).toBe('');
});

test('with shift, everything since the last click, in either direction', () => {
  const one = clicked(NOTHING, 'd', { order });
  expect(chosen(clicked(one, 'b', { order, range: true }))).toBe('bcd');
  expect(chosen(clicked(clicked(NOTHING, 'b', { order }), 'e', { order, range: true }))).toBe(
    'bcde',
  );
});

test('with shift on one that is chosen, the range is taken back', () => {
  const all = { ...allOf(order), anchor: 'a' };
  expect(chosen(clicked(all, 'c', { order, range: true }))).toBe('de');
});

test('a range from a clip that is not shown any more is only the one that was clicked', () => {
  const one = clicked(NOTHING, 'x', { order: ['x'] });
  expect(chosen(clicked(one, 'c', { order, range: true }))).toBe('cx');
  expect(chosen(clicked(NOTHING, 'c', { order, range: true }))).toBe('c');
});

test('what is gone is not chosen any more, and no range begins there', () => {
  const rest = without(clicked(allOf(['a', 'b']), 'c', { order }), ['c', 'a']);
  expect(chosen(rest)).toBe('b');
  expect(chosen(clicked(rest, 'e', { order, range: true }))).toBe('be');
});
