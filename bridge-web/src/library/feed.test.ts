import { expect, test } from 'vitest';
import type { Clip } from './clips.ts';
import {
  EMPTY,
  type Feed,
  withBack,
  withClip,
  withNewest,
  withoutClips,
  withPage,
} from './feed.ts';

const clip = (id: string, title = '') => ({ id, title }) as Clip;
const clips = (ids: string) => [...ids].map((id) => clip(id));
const ids = (feed: Feed) => feed.clips.map(({ id }) => id).join('');
const facets = { people: [], channels: [], markers: ['won'] };

test('pages follow one another; filters come with the first, the last has no cursor', () => {
  const first = withPage(EMPTY, { clips: clips('abc'), cursor: '1', facets });
  const whole = withPage(first, { clips: clips('de') });
  expect(ids(whole)).toBe('abcde');
  expect(first.cursor).toBe('1');
  expect(whole.cursor).toBeUndefined();
  expect(whole.facets).toEqual(facets);
});

test('a clip on two pages is shown once', () => {
  expect(ids(withPage(withPage(EMPTY, { clips: clips('ab') }), { clips: clips('bc') }))).toBe(
    'abc',
  );
});

test('after a while away: new ones in front, changed ones changed, further pages kept', () => {
  const before = withPage(EMPTY, { clips: clips('abc'), cursor: '1' });
  const after = withNewest(before, { clips: [clip('n'), clip('a', 'renamed')], cursor: '0' });
  expect(ids(after)).toBe('nabc');
  expect(after.clips[1]?.title).toBe('renamed');
  expect(after.cursor).toBe('1');
  expect(withNewest(EMPTY, { clips: clips('a'), cursor: '0' })).toMatchObject({ cursor: '0' });
});

test('a clip changes in its place, and deleted ones are gone', () => {
  const feed = withPage(EMPTY, { clips: clips('abc') });
  expect(withClip(feed, clip('b', 'new')).clips.map(({ title }) => title)).toEqual(['', 'new', '']);
  expect(ids(withoutClips(feed, ['a', 'c']))).toBe('b');
});

test('what comes back stands where it was, between what is new and what was loaded since', () => {
  const before = clips('abcd');
  const feed: Feed = { ...EMPTY, clips: clips('nadxy') };
  expect(ids(withBack(feed, before, ['b', 'c']))).toBe('nabcdxy');
  expect(ids(withBack(feed, before, ['c']))).toBe('nacdxy');
});
