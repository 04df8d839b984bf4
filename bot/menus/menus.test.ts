import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { buttonOf, openPostedClips, type PostedClips } from '../test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIP_LAST = 'Clip last 2 min';
let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(async () => {
  on.parts.forget();
  await on.control.deny('#clips', []);
});

async function choose(as: string, command: string, target: string, channel = '#clips') {
  const { id } = await on.control.runOn({ as, channel, command, target });
  return { id, message: await on.answer(id) };
}

test('on oneself, it posts the last two minutes', async () => {
  const { id, message } = await choose('ada', CLIP_LAST, on.ada);
  expect(message.only_for).toBeUndefined();
  expect(message.attachments).toHaveLength(1);
  expect(message.content).toContain(`<@${on.ada}> · 2m`);
  expect(await on.services.clips.get(id)).toMatchObject({ ownerId: on.ada, durationMs: 120_000 });
});

test('on somebody else it is refused before anything is made', async () => {
  const { message } = await choose('bo', CLIP_LAST, on.ada);
  expect(message.only_for).toBe(on.bo);
  expect(message.content).toContain('share nothing here');
  expect(on.parts.made).toEqual([]);
});

test('where the bot may not attach files, that is said', async () => {
  await on.control.deny('#clips', ['AttachFiles']);
  const { message } = await choose('ada', CLIP_LAST, on.ada);
  expect(message.content).toContain('"Attach Files"');
  expect(on.parts.made).toEqual([]);
});

test('Trim on a message does what its button does', async () => {
  const { id, message } = await on.type('/clip 1m');
  const mine = (await choose('ada', 'Trim', message.id)).message;
  expect(mine.only_for).toBe(on.ada);
  expect(buttonOf(mine, 'Trim this clip')?.url).toContain(`/trim#link=`);
  expect(buttonOf(mine, 'Trim this clip')?.url).toContain(`&clip=${id}`);
  const theirs = (await choose('bo', 'Trim', message.id)).message;
  expect(theirs.content).toContain('Only whose screen it shows');
  expect(buttonOf(theirs, 'Trim this clip')).toBeUndefined();
});

test('Save to library on a message does what its button does', async () => {
  const { id, message } = await on.type('/clip 50s');
  const { message: saved } = await choose('ada', 'Save to library', message.id);
  expect(saved.content).toContain('Saved');
  expect((await on.services.clips.get(id))?.kept).toBe(true);
  expect((await choose('bo', 'Save to library', message.id)).message.content).toContain('Saved');
});

test('in direct messages, too', async () => {
  await on.type('/clip 40s to:dm');
  const dm = (await on.control.dms('ada')).at(-1)!;
  const { message } = await choose('ada', 'Save to library', dm.id, 'dm');
  expect(message.content).toContain('Saved');
});

test('where there is no clip, or none any more, that is said', async () => {
  const words = await on.control.write({ as: 'bo', channel: '#clips', content: 'trim:1' });
  for (const command of ['Trim', 'Save to library']) {
    const { message } = await choose('ada', command, words.id);
    expect(message.content).toContain('no clip of mine in this message');
    expect(message.only_for).toBe(on.ada);
  }
  const posted = await on.type('/clip 30s');
  await on.services.clips.remove(posted.id);
  const { message } = await choose('ada', 'Trim', posted.message.id);
  expect(message.content).toContain('nothing to trim');
});
