import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import { errorFault, type KnownCode } from '../sandbox/errors.ts';
import { buttonOf, openPostedClips, type PostedClips, soonIs } from './test-posted.ts';

// Each error comes from the sandbox through the real discord.js; what counts is what the person reads next, and where.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
const DM = { as: 'ada', channel: 'dm' };
const ANSWER = { method: 'PATCH', path: '^/webhooks/' };
const CHANNEL = { method: 'POST', path: '^/channels/.*/messages$' };

let on: PostedClips;
let title = '';
let count = 0;
beforeAll(async () => {
  on = await openPostedClips();
  // Its address is known: the next one that is opened is the one that is refused.
  await on.control.openDm('ada');
});
afterAll(() => on?.close());
beforeEach(() => {
  title = `error number ${++count}`;
});
afterEach(async () => {
  await on.control.clearFaults();
  await on.control.refuseDms('ada', false);
  await on.control.setLocale('ada', 'en-US');
  await on.services.inbox.take(on.ada);
  on.parts.forget();
});

const fault = (where: { method: string; path: string }, code: KnownCode, times = 1) =>
  on.control.addFault({ ...where, times, kind: errorFault(code) });
const withFile = { withFile: true };
const titled = ({ content }: SeenMessage) => content.includes(title);
const inChannel = async () =>
  (await on.control.messages({ as: 'bo', channel: '#clips' })).filter(titled);
const inDms = async () => (await on.control.dms('ada')).filter(titled);

/** Ada types /clip, and its outcome is waited for. */
async function clip(options = '') {
  const command = `/clip duration:1m ${options} title:${title}`.replace('  ', ' ');
  const { id } = await on.control.run({ ...CLIPS, command });
  const outcome = await soonIs(async () => {
    const found = (await on.services.orders.board.of(on.ada)).find((one) => one.id === id);
    if (!found || !['done', 'failed'].includes(found.state)) throw new Error('not yet');
    return found;
  });
  return { id, outcome };
}

/** What comes to Ada alone behind an answer, in the place of a direct message. */
const notice = (why: string) =>
  on.control.waitForMessage(CLIPS, (one) => Boolean(one.only_for) && one.content.includes(why));

test.each([10062, 10015, 50027, 10008, 50083, 50006] as const)(
  'the answer takes no clip (%i): it comes as a message of its own, once',
  async (code) => {
    await on.control.addFault({ ...ANSWER, ...withFile, times: 1, kind: errorFault(code) });
    const { outcome } = await clip();
    expect(outcome).toMatchObject({ state: 'done', landed: 'channel' });
    const [message, ...more] = await inChannel();
    expect(message?.attachments).toHaveLength(1);
    expect(more).toEqual([]);
    expect(await inDms()).toEqual([]);
  },
);

test.each([40005, 50045] as const)('too large (%i): a smaller one lands', async (code) => {
  await on.control.addFault({ ...ANSWER, ...withFile, times: 1, kind: errorFault(code) });
  const { outcome } = await clip();
  expect(outcome.landed).toBe('channel');
  const [message] = await inChannel();
  expect(message?.content).toContain('Encoded again');
  expect(on.parts.asked).toHaveLength(2);
});

test.each([
  [50013, 'I lack a right in that channel'],
  [50001, 'I do not see that channel'],
  [10003, 'The channel was deleted'],
  [160002, '"Read Message History"'],
  [160005, 'The thread is archived or locked'],
  [40058, 'That channel takes no messages'],
  [200000, '(AutoMod) blocked the message'],
] as const)(
  'neither the answer nor the channel (%i): it comes by DM, which says why',
  async (code, why) => {
    await on.control.addFault({ ...ANSWER, ...withFile, times: 1, kind: errorFault(10015) });
    await on.control.addFault({ ...CHANNEL, ...withFile, times: 1, kind: errorFault(code) });
    const { outcome } = await clip();
    expect(outcome).toMatchObject({ state: 'done', landed: 'dm' });
    expect(await inChannel()).toEqual([]);
    const [message, ...more] = await inDms();
    expect(message?.content).toContain('I could not post it where you asked for it');
    expect(message?.content).toContain(why);
    expect(message?.attachments).toHaveLength(1);
    expect(more).toEqual([]);
  },
);

describe('a clip for one person alone', () => {
  test.each([50007, 50278, 40003] as const)(
    'that is refused by DM (%i) comes in the private answer, never in the channel',
    async (code) => {
      await on.control.addFault({ ...CHANNEL, times: 1, kind: errorFault(code) });
      const { id, outcome } = await clip('to:dm');
      expect(outcome).toMatchObject({ state: 'done', landed: 'answer' });
      const { message } = await on.control.interaction(id);
      expect(message).toMatchObject({ only_for: on.ada, attachments: [{}] });
      expect(message?.content).toContain('I could not send you a direct message');
      expect(await inChannel()).toEqual([]);
    },
  );

  test.each([
    [50007, 'You take no direct messages from me'],
    [50278, 'We share no server'],
    [40003, 'does not let me open a direct message just now'],
  ] as const)('that nothing takes (%i) is kept; the next answer says why', async (code, why) => {
    await on.control.addFault({ ...ANSWER, ...withFile, times: 1, kind: errorFault(50027) });
    await fault(CHANNEL, code, 2);
    const { id, outcome } = await clip('to:dm');
    expect(outcome).toMatchObject({ state: 'failed', landed: 'library' });
    expect(await on.services.clips.get(id)).toMatchObject({ ownerId: on.ada });
    expect(await inChannel()).toEqual([]);
    const { content } = await notice(why);
    expect(content).toContain(title);
    expect(content).toContain('It is in your library');
    expect(content).toContain('"Privacy Settings"');
  });
});

test('no way at all: the page and the next answer tell every reason, in German', async () => {
  await on.control.setLocale('ada', 'de');
  await on.control.addFault({ ...ANSWER, ...withFile, times: 1, kind: errorFault(10015) });
  await on.control.addFault({ ...CHANNEL, ...withFile, times: 1, kind: errorFault(50001) });
  await on.control.refuseDms('ada');
  const command = `/clip dauer:1m titel:${title}`;
  const { id } = await on.control.run({ ...CLIPS, command });
  await soonIs(async () => {
    const found = (await on.services.orders.board.of(on.ada)).find((one) => one.id === id);
    expect(found).toMatchObject({ state: 'failed', landed: 'library' });
  });
  const { content } = await notice('Ich sehe diesen Kanal nicht');
  expect(content).toContain('Du nimmst von mir keine Direktnachrichten an');
  expect(content).toContain('„Privatsphäre-Einstellungen“');
});

test('Discord does not find the interaction any more: nothing is made, and a DM says so', async () => {
  await on.control.addFault({
    ...{ method: 'POST', path: '^/interactions/', times: 2 },
    kind: errorFault(10062),
  });
  await on.control.run({ ...CLIPS, command: `/clip 1m title:${title}` });
  await on.control.waitForMessage(DM, ({ content }) =>
    content.includes('I did not answer in time, so Discord took your command back'),
  );
  expect(on.parts.made).toEqual([]);
});

test('the confirmation of the answer is lost: the clip lands in it all the same, once', async () => {
  await on.control.addFault({
    ...{ method: 'POST', path: '^/interactions/', times: 1 },
    kind: { loseAnswer: true },
  });
  const { id, outcome } = await clip();
  expect(outcome).toMatchObject({ state: 'done', landed: 'channel' });
  expect((await on.control.interaction(id)).message?.attachments).toHaveLength(1);
  expect(await inChannel()).toHaveLength(1);
});

test('the confirmation of another answer is lost: what went wrong is said behind it', async () => {
  await on.control.addFault({
    ...{ method: 'POST', path: '^/interactions/', times: 1 },
    kind: { loseAnswer: true },
  });
  const { message } = await on.type('/replay status');
  expect(message.content).toContain('Something went wrong here');
});

describe('of a message with a clip', () => {
  async function posted() {
    await clip();
    const [message] = await inChannel();
    if (!message) throw new Error('nothing was posted');
    return message;
  }

  test('that was edited too often: the longer clip is a message of its own', async () => {
    const message = await posted();
    const question = await on.press('ada', message, 'More before');
    await on.control.addFault({
      ...{ method: 'PATCH', path: '^/channels/.*/messages/', withFile: true, times: 1 },
      kind: errorFault(30046),
    });
    await on.choose('ada', question, '+30s');
    await soonIs(async () => expect(await inChannel()).toHaveLength(2));
  });

  test('that is deleted meanwhile: the longer clip is kept, and a DM says so', async () => {
    const message = await posted();
    const question = await on.press('ada', message, 'More before');
    await on.control.addFault({
      ...{ method: 'PATCH', path: '^/channels/.*/messages/', withFile: true, times: 1 },
      kind: errorFault(10008),
    });
    await on.choose('ada', question, '+30s');
    await on.control.waitForMessage(
      DM,
      (one) => titled(one) && one.content.includes('was deleted meanwhile'),
    );
    expect(await inChannel()).toHaveLength(1);
  });

  test.each([
    [50001, 'You can delete the clip in your library'],
    [50083, 'The thread is archived or locked'],
  ] as const)('that can not be deleted (%i): it stays, and it is said why', async (code, why) => {
    const message = await posted();
    const question = await on.press('ada', message, 'Delete');
    await fault({ method: 'DELETE', path: '^/channels/' }, code);
    expect((await on.choose('ada', question, 'Delete')).content).toContain(why);
    expect(await inChannel()).toHaveLength(1);
  });

  test('of somebody else that a moderator can not delete here: they can by hand', async () => {
    const message = await posted();
    await on.control.setRoles('Hindsight Test Server', 'bo', ['Moderator']);
    const question = await on.press('bo', message, 'Delete');
    await fault({ method: 'DELETE', path: '^/channels/' }, 50001);
    const { content } = await on.choose('bo', question, 'Delete');
    await on.control.setRoles('Hindsight Test Server', 'bo', []);
    expect(content).toContain('delete it by its own menu');
    expect(content).not.toContain('library');
  });

  test('that somebody was faster to delete: that is no error', async () => {
    const message = await posted();
    const question = await on.press('ada', message, 'Delete');
    await fault({ method: 'DELETE', path: '^/channels/' }, 10008);
    expect((await on.choose('ada', question, 'Delete')).content).toContain('are deleted');
  });

  test('whose form is sent when its interaction is gone: a DM says so, and nothing changes', async () => {
    const message = await posted();
    const saved = await on.press('ada', message, 'Save');
    const customId = buttonOf(saved, 'Rename')?.custom_id ?? '';
    const { id } = await on.control.click({ as: 'ada', message: saved.id, customId });
    await soonIs(async () => expect((await on.control.interaction(id)).modal).toBeDefined());
    const before = (await on.control.dms('ada')).length;
    await on.control.addFault({
      ...{ method: 'POST', path: '^/interactions/', times: 2 },
      kind: errorFault(10062),
    });
    await on.control.submit({ as: 'ada', interaction: id, values: { title: 'another' } });
    const dm = await soonIs(async () => {
      const found = (await on.control.dms('ada'))[before];
      if (!found) throw new Error('not yet');
      return found;
    });
    expect(dm.content).toContain('I did not answer in time');
  });
});
