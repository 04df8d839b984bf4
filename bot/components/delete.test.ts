import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buttonOf, openPostedClips, type PostedClips } from '../test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());

/** Bo asked for it, of Ada's screen. */
async function askedByBo(title: string) {
  const { id } = await on.type('/clip 30s to:library');
  const clip = (await on.services.clips.get(id))!;
  await on.services.clips.save({ ...clip, requesterId: on.bo, title });
  const { orders } = on.services;
  const guild = (await on.control.world('ada')).guilds[0]!;
  const order = {
    ...{ id: orders.newId(Date.now()), clipId: id, sharerId: on.ada, requesterId: on.bo },
    ...{ guildId: guild.id, channelId: guild.channels[0]!.id, title },
    ...{ fromMs: clip.fromMs, toMs: clip.toMs, last: false, to: 'here' as const },
  };
  await orders.take(order);
  const place = { as: 'ada', channel: '#clips' };
  const isIt = ({ content }: { content: string }) => content.includes(title);
  return { id, message: await on.control.waitForMessage(place, isIt) };
}

test('it asks once, and does nothing when that was not meant', async () => {
  const { id, message } = await on.type('/clip 2m title:stays');
  const question = await on.press('ada', message, 'Delete');
  expect(question.only_for).toBe(on.ada);
  expect(question.content).toContain('Delete this message and the clip?');
  const after = await on.choose('ada', question, 'Keep');
  expect(after).toMatchObject({ id: question.id, content: 'Everything stays as it is.' });
  expect(after.components).toEqual([]);
  expect(await on.services.clips.get(id)).toBeDefined();
  expect(await on.seen(message)).toBeDefined();
});

test('its owner deletes the message and the clip; twice is no error', async () => {
  const { id, message } = await on.type('/clip 2m title:goes');
  const [one, two] = [
    await on.press('ada', message, 'Delete'),
    await on.press('ada', message, 'Delete'),
  ];
  const done = await on.choose('ada', one, 'Delete');
  expect(done.content).toBe('The message and the clip are deleted.');
  expect(done.components).toEqual([]);
  expect(await on.services.clips.get(id)).toBeUndefined();
  expect(await on.seen(message)).toBeUndefined();
  expect((await on.choose('ada', two, 'Delete')).content).toContain('was gone before');
});

test('others may not, and are told who may', async () => {
  const { id, message } = await on.type('/clip 1m title:not yours');
  const answer = await on.press('bo', message, 'Delete');
  expect(answer.only_for).toBe(on.bo);
  expect(answer.content).toContain('"Manage Messages"');
  expect(buttonOf(answer, 'Delete')).toBeUndefined();
  expect(await on.services.clips.get(id)).toBeDefined();
});

test('who asked for it may, but not take from its owner what they keep', async () => {
  const first = await askedByBo('asked by bo');
  await on.choose('bo', await on.press('bo', first.message, 'Delete'), 'Delete');
  expect(await on.services.clips.get(first.id)).toBeUndefined();

  const second = await askedByBo('kept by ada');
  await on.services.clips.change(second.id, () => ({ kept: true }));
  const question = await on.press('bo', second.message, 'Delete');
  expect((await on.choose('bo', question, 'Delete')).content).toContain('still in its owner');
  expect(await on.services.clips.get(second.id)).toBeDefined();
  expect(await on.seen(second.message)).toBeUndefined();
});

test('who manages messages there may, and its owner is told', async () => {
  const { id, message } = await on.type('/clip 20s title:moderated');
  // Ada, who owns the server, moderates; the clip is made Bo's.
  const clip = (await on.services.clips.get(id))!;
  await on.services.clips.save({ ...clip, ownerId: on.bo, requesterId: on.bo });
  const question = await on.press('ada', message, 'Delete');
  expect((await on.choose('ada', question, 'Delete')).content).toContain('are deleted');
  expect(await on.services.clips.get(id)).toBeUndefined();
  const told = (await on.control.dms('bo')).at(-1);
  expect(told?.content).toContain('deleted a clip of yours');
});

test('who has a role for it on that server may, and its owner is told so', async () => {
  const { id, message } = await on.type('/clip 22s title:by role');
  const guildId = (await on.services.clips.get(id))!.guildId;
  expect((await on.press('bo', message, 'Delete')).content).toContain('"Manage Messages"');
  // The role that all members have.
  await on.services.servers.change(guildId, { deleteRoles: [guildId] });
  const question = await on.press('bo', message, 'Delete');
  expect((await on.choose('bo', question, 'Delete')).content).toContain('are deleted');
  expect(await on.services.clips.get(id)).toBeUndefined();
  const told = (await on.control.dms('ada')).at(-1);
  expect(told?.content).toContain('who has a role for it');

  // What its owner keeps stays, and so does what was made elsewhere.
  const other = await on.type('/clip 23s title:from elsewhere');
  await on.services.clips.save({
    ...(await on.services.clips.get(other.id))!,
    guildId: '123',
  });
  const asked = await on.press('bo', other.message, 'Delete');
  expect((await on.choose('bo', asked, 'Delete')).content).toContain('still in its owner');
  expect(await on.services.clips.get(other.id)).toBeDefined();
  await on.services.servers.forget(guildId);
});

test('whose screen it shows deletes what somebody else saved and posted, for good', async () => {
  const { id, message } = await on.type('/clip 24s title:a copy');
  const clip = (await on.services.clips.get(id))!;
  // The one below which the button is, as if Bo had posted his copy.
  await on.services.clips.save({
    ...clip,
    ownerId: on.bo,
    requesterId: on.bo,
    sharerId: on.ada,
    kept: true,
  });
  const question = await on.press('ada', message, 'Delete');
  expect((await on.choose('ada', question, 'Delete')).content).toContain('are deleted');
  expect(await on.services.clips.hidden(id)).toBeUndefined();
  const told = (await on.control.dms('bo')).at(-1);
  expect(told?.content).toContain('A clip that you had saved is gone: its sharer deleted it.');
});

test('long after the clip is gone, its message can be deleted', async () => {
  const { id, message } = await on.type('/clip 15s title:expired');
  await on.services.clips.remove(id);
  const question = await on.press('ada', message, 'Delete');
  expect((await on.choose('ada', question, 'Delete')).content).toContain('was gone before');
  expect(await on.seen(message)).toBeUndefined();
});

test('where Discord does not let the bot, the clip stays, and that is said', async () => {
  const { id, message } = await on.type('/clip 12s title:locked');
  const question = await on.press('ada', message, 'Delete');
  await on.control.addFault({
    ...{ method: 'DELETE', path: '^/channels/' },
    kind: { status: 403, code: 50001, message: 'Missing Access' },
  });
  expect((await on.choose('ada', question, 'Delete')).content).toContain('does not let me delete');
  expect(await on.services.clips.get(id)).toBeDefined();
  await on.control.clearFaults();
});
