import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../../sandbox/client.ts';
import { openPostedClips, type PostedClips } from '../test-posted.ts';
import { components } from './index.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());

/** A message of the bot with something to press, as another version or a careless hand made it. */
async function post(component: object): Promise<SeenMessage> {
  const { id: channelId } = (await on.control.world('ada')).guilds[0]!.channels[0]!;
  const response = await fetch(`${on.sandbox.apiUrl}/v10/channels/${channelId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${on.sandbox.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ content: 'x', components: [{ type: 1, components: [component] }] }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as SeenMessage;
}

test('each has a name of its own', () => {
  const names = components.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ['of somebody else', 'somebody-elses-button'],
  ['of a later version', 'trim.7:123'],
  ['garbage', '💥 {"a":1}'],
  ['with too much', 'trim:1:2:3'],
  ['with too little', 'delete:1'],
  ['of a form', 'title:1'],
])('a custom id that is %s is answered with a sentence', async (_, customId) => {
  const message = await post({ type: 2, style: 2, label: 'Press', custom_id: customId });
  const { id } = await on.control.click({ as: 'bo', message: message.id, customId });
  const answer = await on.answer(id);
  expect(answer.only_for).toBe(on.bo);
  expect(answer.content).toContain('I do not know this button');
});

test('so is a menu that has the custom id of a button', async () => {
  const options = [{ label: 'a', value: 'a' }];
  const message = await post({ type: 3, custom_id: 'trim:1', options });
  const order = { as: 'bo', message: message.id, customId: 'trim:1', values: ['a'] };
  const { id } = await on.control.click(order);
  expect((await on.answer(id)).content).toContain('I do not know this button');
});

test.each(['settings:1:set:delivery', 'settings:1:choose'])(
  '%s, as an older version wrote it, goes on working',
  async (customId) => {
    const options = [{ label: 'as a link', value: 'link' }];
    const message = await post({ type: 3, custom_id: customId, options });
    const order = { as: 'bo', message: message.id, customId, values: ['link'] };
    const { id } = await on.control.click(order);
    expect((await on.answer(id)).content).toContain('Manage Server');
  },
);

test('so does the button that deletes a clip of somebody else', async () => {
  const { id: clipId } = await on.type('/clip 10s title:withdrawn');
  const customId = `withdraw:1:${clipId}`;
  const message = await post({ type: 2, style: 4, label: 'Delete it', custom_id: customId });
  await on.control.click({ as: 'bo', message: message.id, customId });
  await vi.waitFor(async () => {
    const seen = await on.control.ephemeral({ as: 'bo', channel: message.channel_id });
    expect(seen.some(({ content }) => content.includes('no such clip'))).toBe(true);
  });
  expect(await on.services.clips.get(clipId)).toBeDefined();
  await on.control.click({ as: 'ada', message: message.id, customId });
  await vi.waitFor(async () => expect(await on.services.clips.get(clipId)).toBeUndefined());
});

test('a clip that never was is like one that is gone', async () => {
  const message = await post({ type: 2, style: 2, label: 'Save', custom_id: 'save:123' });
  expect((await on.press('bo', message, 'Save')).content).toContain('not kept any more');
});

test('a fault of ours is told with the log’s name for it, and the whole of it is there', async () => {
  const { message } = await on.type('/clip 10s');
  const { get } = on.services.clips;
  on.services.clips.get = async () => {
    throw new Error('the store is on fire');
  };
  const answer = await on.press('ada', message, 'Save');
  on.services.clips.get = get;
  expect(answer.content).toContain('In the log it is');
  expect(answer.content).not.toContain('fire');
  expect(on.parts.lines.join()).toContain('the store is on fire');
});
