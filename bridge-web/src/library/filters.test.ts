import { expect, test } from 'vitest';
import { addressOf, EVERYTHING, type Filters, filtersIn, isNarrowed, queryOf } from './filters.ts';

test('the whole library has the bare address', () => {
  expect(addressOf(EVERYTHING)).toBe('/library');
  expect(filtersIn('')).toEqual(EVERYTHING);
});

test('filters survive the address, also with letters that mean something there', () => {
  const filters: Filters = {
    scope: 'public',
    q: 'a&b=ü #1',
    sort: 'largest',
    person: '7',
    channel: '20',
    marker: 'won?',
  };
  const address = addressOf(filters, '9');
  expect(filtersIn(new URL(address, 'http://h').search)).toEqual(filters);
  expect(new URL(address, 'http://h').searchParams.get('clip')).toBe('9');
});

test('what an address can’t mean is passed over', () => {
  expect(filtersIn('?scope=all&sort=worst')).toEqual(EVERYTHING);
});

test('the server is told the scope, the size of a page and where it goes on', () => {
  const asked = queryOf({ ...EVERYTHING, q: ' ace ' }, { limit: 24, cursor: 'x+y' });
  expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({
    ...{ scope: 'mine', q: 'ace', limit: '24', cursor: 'x+y' },
  });
});

test.each([
  [{}, false],
  [{ scope: 'public', sort: 'title' }, false],
  [{ q: '  ' }, false],
  [{ q: 'a' }, true],
  [{ marker: 'won' }, true],
] as const)('%j leaves clips out: %j', (filters, narrowed) =>
  expect(isNarrowed({ ...EVERYTHING, ...filters })).toBe(narrowed),
);
