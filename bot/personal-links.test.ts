import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import type { Sandbox } from '../sandbox/start.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// What leads from Discord to the pages: the Trim button and /replay library, by the whole bot over the sandbox.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  bot = await whole.start();
});
afterAll(() => whole?.close());

const linkIn = (message?: SeenMessage) =>
  /"url":"([^"]+)"/.exec(JSON.stringify(message?.components ?? []))?.[1];

async function run(command: string, place = CLIPS) {
  const { id } = await sandbox.control.run({ ...place, command });
  return { id, message: (await sandbox.control.waitForAnswer(id)).message! };
}
async function press(as: string, message: SeenMessage) {
  const [, customId = ''] = /"custom_id":"(trim:[^"]+)"/.exec(JSON.stringify(message.components))!;
  const { id } = await sandbox.control.click({ as, message: message.id, customId });
  return (await sandbox.control.waitForAnswer(id)).message!;
}
/** Who a link is for, and where; it works once. */
async function use(url = '') {
  const [, token = ''] = /#link=([\w-]+)/.exec(url) ?? [];
  const identity = await parts.services.links.use(token);
  await expect(parts.services.links.use(token)).rejects.toThrow('used already');
  return identity;
}
/** Ada, for no channel: a screen that she shares just then goes on where it goes. */
const ada = async () => {
  const { me } = await sandbox.control.world('ada');
  return { user: { id: me, name: 'Ada' }, guild: null, channel: null };
};

test('/replay library answers one person with a link to their library', async () => {
  const { message } = await run('/replay library');
  expect(message.only_for).toBe((await sandbox.control.world('ada')).me);
  const url = linkIn(message);
  expect(url).toMatch(new RegExp(`^${parts.services.publicUrl}/library#link=[\\w-]+$`));
  expect(await use(url)).toMatchObject(await ada());
});

test('/replay start alone names the channel', async () => {
  Object.assign(parts.services, { reconciler: { look: async () => {} } });
  const { message } = await run('/replay start');
  expect(await use(linkIn(message))).toMatchObject({ channel: { name: 'clips' } });
});

test('Trim gives its owner a link to the clip', async () => {
  const { id, message } = await run('/clip 2m');
  const answer = await press('ada', message);
  expect(answer.only_for).toBe((await sandbox.control.world('ada')).me);
  const url = linkIn(answer);
  expect(url).toMatch(new RegExp(`/trim#link=[\\w-]+&clip=${id}$`));
  expect(await use(url)).toMatchObject(await ada());
});

test('Trim works in direct messages, too', async () => {
  await run('/clip 1m to:dm');
  const message = (await sandbox.control.dms('ada')).at(-1)!;
  const url = linkIn(await press('ada', message));
  expect(await use(url)).toMatchObject(await ada());
});

test('others get words, and no link', async () => {
  const { message } = await run('/clip 90s');
  const answer = await press('bo', message);
  expect(answer.content).toContain('Only whose screen it shows');
  expect(linkIn(answer)).toBeUndefined();
  expect(answer.only_for).toBe((await sandbox.control.world('bo')).me);
});

test('who asked for a clip of somebody else’s share may trim it', async () => {
  const { id, message } = await run('/clip 30s');
  const { me } = await sandbox.control.world('bo');
  const { clips } = parts.services;
  await clips.save({ ...(await clips.get(id))!, requesterId: me });
  expect(linkIn(await press('bo', message))).toContain(`&clip=${id}`);
});

test('a clip that is gone is told to be', async () => {
  const { id, message } = await run('/clip 10s');
  await parts.services.clips.remove(id);
  const answer = await press('ada', message);
  expect(answer.content).toContain('not kept any more');
  expect(linkIn(answer)).toBeUndefined();
});
