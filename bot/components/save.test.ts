import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { shelfOf } from '../../server/clips/lists.ts';
import { buttonOf, openPostedClips, type PostedClips } from '../test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(() => on.parts.forget());

const libraryOf = async (userId: string) =>
  (await on.services.clips.find([shelfOf(userId)], { limit: 100 })).clips;

test('its owner keeps it for good, and is told privately', async () => {
  const { id, message } = await on.type('/clip 2m title:kept');
  expect((await on.services.clips.get(id))?.expiresAtMs).toBeDefined();
  const answer = await on.press('ada', message, 'Save');
  expect(answer.only_for).toBe(on.ada);
  expect(answer.content).toContain('Saved');
  expect(buttonOf(answer, 'Open my library')?.url).toContain(`/library?clip=${id}#link=`);
  expect(await on.services.clips.get(id)).toMatchObject({ kept: true });
  expect((await on.services.clips.get(id))?.expiresAtMs).toBeUndefined();
  expect((await on.press('ada', message, 'Save')).content).toContain('already');
});

test('who sees it gets a copy of their own, one, which outlives the clip', async () => {
  const { id, message } = await on.type('/clip 1m title:seen');
  const [first, second] = await Promise.all([
    on.press('bo', message, 'Save'),
    on.press('bo', message, 'Save'),
  ]);
  expect([first?.content, second?.content].join()).toMatch(/Saved.*already|already.*Saved/s);
  const [copy, ...others] = await libraryOf(on.bo);
  expect(others).toEqual([]);
  expect(copy).toMatchObject({ title: 'seen', ownerId: on.bo, sharerId: on.ada, kept: true });
  expect(copy).toMatchObject({ visibility: 'private', requesterId: on.bo });
  expect(copy?.expiresAtMs).toBeUndefined();
  await on.services.clips.remove(id);
  expect(await on.services.clips.get(copy!.id)).toBeDefined();
  // What they deleted they can save again from another message of it; this one's clip is gone.
  const answer = await on.press('bo', message, 'Save');
  expect(answer.content).toContain('not kept any more');
});

test('a part of a private clip gives no right to the whole of it', async () => {
  const { id, message } = await on.type('/clip 10s format:audio title:sound');
  const before = (await libraryOf(on.bo)).length;
  expect((await on.press('bo', message, 'Save')).content).toContain('only a part of it');
  expect(await libraryOf(on.bo)).toHaveLength(before);
  expect((await on.press('ada', message, 'Save')).content).toContain('Saved');

  // Public, members may watch it anyway.
  await on.services.clips.change(id, () => ({ visibility: 'public' }));
  on.parts.played.isMember = async (userId) => userId === on.bo;
  expect((await on.press('bo', message, 'Save')).content).toContain('Saved');
});

test('a copy can be trimmed by nobody: it shows somebody else', async () => {
  const { message } = await on.type('/clip 30s title:not theirs');
  await on.press('bo', message, 'Save');
  const [copy] = await libraryOf(on.bo);
  const posted = await on.press('bo', message, 'Send to me');
  expect(posted.only_for).toBe(on.bo);
  expect(copy?.title).toBe('not theirs');
  const dm = (await on.control.dms('bo')).at(-1)!;
  expect((await on.press('bo', dm, 'Trim')).content).toContain('Only whose screen it shows');
});
