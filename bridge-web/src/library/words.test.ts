import { expect, test } from 'vitest';
import type { Clip, ClipPost } from './clips.ts';
import { aboutClip, isOwnScreen, placeWords, sharerOf, titleOf, whereWords } from './words.ts';

const clip = {
  title: '',
  durationMs: 65_000,
  channelId: '20',
  channelName: 'clips',
  guildName: 'Test',
} as Clip;

test('a clip without a title is called by its length', () => {
  expect(titleOf(clip)).toBe('Clip of 1:05');
  expect(titleOf({ ...clip, title: 'Ace' })).toBe('Ace');
});

test('where it was posted is named as far as it is known', () => {
  const post = (change: Partial<ClipPost>) =>
    ({ to: 'channel', channelId: '20', ...change }) as ClipPost;
  expect(placeWords(clip, post({}))).toBe('Posted in #clips');
  expect(placeWords(clip, post({ channelId: '21' }))).toBe('Posted');
  expect(placeWords(clip, post({ to: 'dm' }))).toBe('Sent to you');
});

test('the caption says what, who, where and when', () => {
  const about = aboutClip({ ...clip, title: 'Ace', ownerName: 'Ada', fromMs: 0 });
  expect(about).toMatch(/^Ace · Ada · #clips · .*19(69|70)/);
});

test('of a copy it says whose screen it shows, not who keeps it', () => {
  const copy = {
    ...clip,
    mine: true,
    ownerName: 'Bo',
    sharerId: '1',
    sharerName: 'Ada',
    fromMs: 0,
  };
  expect(sharerOf(copy)).toBe('Ada');
  expect(aboutClip(copy)).toContain('· Ada ·');
  expect(isOwnScreen(copy)).toBe(false);
  expect(sharerOf({ ...copy, sharerName: undefined } as unknown as Clip)).toBe('Somebody');
  const { sharerId: _, sharerName: __, ...own } = copy;
  expect([isOwnScreen(own), sharerOf(own)]).toEqual([true, 'Bo']);
});

test('where it is from is a channel of a server, or no channel at all', () => {
  expect(whereWords({ channelName: 'clips', guildName: 'Test' })).toBe('#clips · Test');
  expect(whereWords({ channelName: 'Direct messages' })).toBe('Direct messages');
  expect(whereWords({})).toBe('');
});
