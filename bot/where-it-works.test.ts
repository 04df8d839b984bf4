import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import type { ChannelKind } from '../sandbox/threads.ts';
import { openPostedClips, type PostedClips } from './test-posted.ts';

// Each kind of place that Discord has, one by one, as people find it.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const SERVER = 'Hindsight Test Server';
const OTHER = 'Boosted Server';
let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(async () => {
  on.parts.forget();
  await on.control.deny('#clips', []);
  await on.control.setLocale('ada', 'en-US');
  await on.control.setBotOnServer(OTHER, 'there');
});

let made = 0;
async function addChannel(kind: ChannelKind, more: { parent?: string; members?: string[] } = {}) {
  const name = `place-${++made}`;
  const guild = more.parent || kind === 'group' ? {} : { guild: SERVER };
  const { id } = await on.control.addChannel({ kind, name, ...guild, ...more });
  return { id, name };
}

const clipIn = (channel: string, options = '1m') =>
  on.type(`/clip ${options}`, { as: 'ada', channel });

async function expectClip(message: SeenMessage, channel: string) {
  expect(message.attachments).toHaveLength(1);
  expect(message.channel_id).toBe(channel);
  expect(message.only_for).toBeUndefined();
}

describe('a clip lands in', () => {
  test.each(['text', 'announcement', 'stage'] as const)('a %s channel', async (kind) => {
    const { id } = await addChannel(kind);
    await expectClip((await clipIn(id)).message, id);
  });

  test("a voice channel's chat", async () => {
    const { message } = await clipIn('#Lounge');
    await expectClip(message, message.channel_id);
  });

  test('a public thread, and one of an announcement channel', async () => {
    const thread = await addChannel('thread', { parent: '#clips' });
    await expectClip((await clipIn(thread.id)).message, thread.id);
    const news = await addChannel('announcement');
    const below = await addChannel('announcement thread', { parent: news.id });
    await expectClip((await clipIn(below.id)).message, below.id);
  });

  test('a private thread that the bot has not joined', async () => {
    const { id } = await addChannel('private thread', { parent: '#clips', members: ['ada'] });
    await expectClip((await clipIn(id)).message, id);
  });

  test('a post in a forum', async () => {
    const forum = await addChannel('forum');
    const { id } = await addChannel('thread', { parent: forum.id });
    await expectClip((await clipIn(id)).message, id);
  });

  test('the direct messages with the bot', async () => {
    const { message } = await clipIn('dm');
    expect(message.attachments).toHaveLength(1);
  });

  test('an archived thread, which a command opens again', async () => {
    const { id } = await addChannel('thread', { parent: '#clips' });
    await on.control.setThread(id, { archived: true });
    await expectClip((await clipIn(id)).message, id);
  });

  test('a group without the bot, and a server that it has left: by the answer alone', async () => {
    const { id } = await addChannel('group', { members: ['ada', 'bo'] });
    await expectClip((await clipIn(id)).message, id);
    await on.control.setBotOnServer(OTHER, 'removed');
    const { message } = await clipIn('#chat');
    await expectClip(message, message.channel_id);
    const asked = (await on.control.requests()).filter(
      ({ path }) => path.startsWith(`/channels/${id}`) && !path.endsWith('/typing'),
    );
    expect(asked).toEqual([]);
  });
});

describe('it is said, and nothing is made, where', () => {
  test('a thread is locked', async () => {
    const { id, name } = await addChannel('thread', { parent: '#clips' });
    await on.control.setThread(id, { locked: true });
    const { message } = await clipIn(id);
    expect(message.content).toContain(`The thread #${name} is archived or locked`);
    expect(message.only_for).toBe(on.ada);
    expect(on.parts.made).toEqual([]);
    expect((await clipIn(id, '1m to:dm')).message.content).toContain('direct messages');
  });

  test('a thread is archived and locked, so that nothing can be answered: by DM', async () => {
    const { id, name } = await addChannel('thread', { parent: '#clips' });
    await on.control.setThread(id, { archived: true, locked: true });
    await on.control.run({ as: 'ada', channel: id, command: '/clip 1m' });
    const fits = ({ content }: SeenMessage) => content.includes(`The thread #${name} is archived`);
    await on.control.waitForMessage({ as: 'ada', channel: 'dm' }, fits);
    expect(on.parts.made).toEqual([]);
  });

  test.each([
    ['ViewChannel', 'View Channel'],
    ['SendMessages', 'Send Messages'],
    ['AttachFiles', 'Attach Files'],
  ] as const)('the bot lacks %s: for /clip and /replay post', async (right, called) => {
    await on.control.deny('#clips', [right]);
    // Without the first one there is no other.
    const named = right === 'ViewChannel' ? 'View Channel' : called;
    for (const command of ['/clip 1m', '/replay post from:1m']) {
      const { message } = await on.type(command);
      expect(message.content).toContain('I may not post clips in #clips');
      expect(message.content).toContain(`"${named}"`);
      expect(message.only_for).toBe(on.ada);
    }
    expect(on.parts.made).toEqual([]);
  });

  test('a link is wanted, and the bot may not embed links', async () => {
    await on.control.deny('#clips', ['EmbedLinks']);
    const { message } = await clipIn('#clips', '1m quality:link');
    expect(message.content).toContain('"Embed Links"');
    expect(on.parts.made).toEqual([]);
    expect((await clipIn('#clips')).message.attachments).toHaveLength(1);
  });

  test('the bot may not write in threads, in German', async () => {
    await on.control.setLocale('ada', 'de');
    const { id } = await addChannel('thread', { parent: '#clips' });
    await on.control.deny('#clips', ['SendMessagesInThreads']);
    const { message } = await on.type('/clip 1m', { as: 'ada', channel: id });
    expect(message.content).toContain('das Recht „Nachrichten in Threads senden“');
    expect(on.parts.made).toEqual([]);
  });

  test('a page or program names a forum, a closed thread, or one where the bot lacks a right', async () => {
    const { postPlaces } = on.services;
    on.parts.played.postPlaces = on.parts.played.bot?.postPlaces;
    const need = (id: string, what = {}) => postPlaces.need(on.ada, id, what);
    const forum = await addChannel('forum');
    const thread = await addChannel('thread', { parent: '#clips' });
    await vi.waitFor(() => expect(need(thread.id)).resolves.toBeDefined());
    await expect(need(forum.id)).rejects.toThrow('Clips go into text and announcement channels');
    await on.control.deny('#clips', ['EmbedLinks']);
    await expect(need(thread.id, { withLink: true })).rejects.toThrow('"Embed Links"');
    await on.control.setThread(thread.id, { locked: true });
    await vi.waitFor(() => expect(need(thread.id)).rejects.toThrow('archived or locked'));
  });

  test('a clip should become longer where the bot is not', async () => {
    await on.control.setBotOnServer(OTHER, 'removed');
    const { message } = await clipIn('#chat', '30s');
    const answer = await on.press('ada', message, 'More before');
    expect(answer.content).toContain('I am not in this channel myself');
    expect(on.parts.made).toHaveLength(1);
  });
});

test('where the bot is not, all that waited comes in one message: there can be only five', async () => {
  const { id } = await addChannel('group', { members: ['ada', 'bo'] });
  const waiting = Array.from({ length: 7 }, (_, i) => `Notice number ${i}.`);
  for (const words of waiting) await on.services.inbox.put(on.ada, words);
  await on.type('/replay status', { as: 'ada', channel: id });
  const notice = await on.control.waitForMessage({ as: 'ada', channel: id }, ({ content }) =>
    content.includes('Notice number 0.'),
  );
  for (const words of waiting) expect(notice.content).toContain(words);
});

test('where the bot is not and the time for the answer was over, it is kept, and that is said', async () => {
  const { id } = await addChannel('group', { members: ['ada', 'bo'] });
  const { make } = on.parts.played;
  on.parts.played.make = async (...wanted) => {
    await on.control.addFault({
      ...{ method: 'PATCH', path: '^/webhooks/', times: 1 },
      kind: { status: 401, code: 50027, message: 'Invalid Webhook Token' },
    });
    await on.control.refuseDms('ada');
    return make(...wanted);
  };
  const { id: orderId } = await on.control.run({ as: 'ada', channel: id, command: '/clip 1m' });
  await vi.waitFor(
    async () => {
      const views = await on.services.orders.board.of(on.ada);
      expect(views.find((one) => one.id === orderId)).toMatchObject({ state: 'failed' });
    },
    { timeout: 10_000 },
  );
  await on.control.refuseDms('ada', false);
  expect(await on.services.clips.get(orderId)).toBeDefined();
  const [notice] = await on.control.ephemeral({ as: 'ada', channel: id });
  expect(notice?.content).toContain('nothing but an answer within 15 minutes');
  expect(notice?.content).toContain('library');
});
