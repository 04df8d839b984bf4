import { expect, test } from 'vitest';
import type { Clip } from './clip.ts';
import { mayKeep, mayPreview, mayTrim } from './may-keep.ts';

const CLIP = { ownerId: '1', requesterId: '2', guildId: '9', visibility: 'private' } as Clip;
const isMember = async (userId: string, guildId: string) => userId === '3' && guildId === '9';

test.each([
  ['its owner', '1', CLIP, false, true],
  ['who asked for it', '2', CLIP, false, true],
  ['who sees all of it', '4', CLIP, true, true],
  ['a member, of a private one', '3', CLIP, false, false],
  ['a member, of a public one', '3', { ...CLIP, visibility: 'public' }, false, true],
  ['anybody else, of a public one', '4', { ...CLIP, visibility: 'public' }, false, false],
] as const)('%s: may keep it?', async (_, userId, clip, seesIt, may) => {
  expect(await mayKeep(userId, clip, { seesIt, isMember })).toBe(may);
});

test('who asked for a clip may look at it to trim it; of a copy only its owner', async () => {
  const looks = (clip: Clip) =>
    Promise.all(['1', '2', '3', '4'].map((userId) => mayPreview(userId, clip, isMember)));
  expect(await looks(CLIP)).toEqual([true, true, false, false]);
  expect(await looks({ ...CLIP, visibility: 'public' })).toEqual([true, true, true, false]);
  expect(await looks({ ...CLIP, sharerId: '5' })).toEqual([true, false, false, false]);
});

test('its owner and who asked for it may trim it; nobody a copy', () => {
  expect(['1', '2', '3'].map((userId) => mayTrim(userId, CLIP))).toEqual([true, true, false]);
  const copy: Clip = { ...CLIP, sharerId: '5' };
  expect(['1', '2', '5'].map((userId) => mayTrim(userId, copy))).toEqual([false, false, false]);
});
