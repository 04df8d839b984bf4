import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../../sandbox/client.ts';
import type { ClipOrder } from '../../server/clips/order.ts';
import { createOrders } from '../../server/clips/orders.ts';
import { UserError } from '../../server/errors.ts';
import {
  buttonOf,
  buttonsOf,
  disabledIn,
  openPostedClips,
  type PostedClips,
  soonIs,
} from '../test-posted.ts';

vi.setConfig({ testTimeout: 40_000, hookTimeout: 30_000 });

const MORE = 'More before';
let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(async () => {
  on.parts.forget();
  await on.control.clearFaults();
});

const labels = (message: SeenMessage) => buttonsOf(message).map(({ label }) => label);
const left = () => createOrders(on.services.store).left();
/** The clip that a message shows, by its buttons. */
const clipOf = (message: SeenMessage) => buttonOf(message, MORE)?.custom_id?.split(':')[1] ?? '';

test('what the buffer holds is offered; the longer clip takes the place of the shorter one', async () => {
  const { id, message } = await on.type('/clip 2m title:the goal');
  const question = await on.press('ada', message, MORE);
  expect(question.only_for).toBe(on.ada);
  expect(labels(question)).toEqual(['+30s', '+1m', '+2m']);
  const [before] = message.attachments;

  const done = await on.choose('ada', question, '+1m');
  expect(done.content).toContain('in the place of the shorter one');
  const after = (await on.seen(message))!;
  expect(after.content).toContain('the goal');
  expect(after.content).toContain('3m');
  expect(after.content).not.toContain('was asked for');
  expect(after.attachments).toHaveLength(1);
  expect(after.attachments[0]?.id).not.toBe(before?.id);
  const longer = (await on.services.clips.get(clipOf(after)))!;
  const shorter = (await on.services.clips.get(id))!;
  expect(longer.toMs).toBe(shorter.toMs);
  expect(shorter.fromMs - longer.fromMs).toBe(60_000);
  expect(longer.posted).toMatchObject([{ messageId: message.id, as: 'file' }]);
  expect(shorter.posted).toEqual([]);
  expect(await on.control.messages({ as: 'ada', channel: '#clips' })).not.toContainEqual(
    expect.objectContaining({ id: question.id, components: [expect.anything()] }),
  );
  // The same question again is about a clip that is shown there no more.
  const again = await on.press('ada', after, MORE);
  expect(labels(again)).toContain('+30s');
});

test('in direct messages, too', async () => {
  await on.type('/clip 55s to:dm');
  const dm = (await on.control.dms('ada')).at(-1)!;
  await on.choose('ada', await on.press('ada', dm, MORE), '+30s');
  const after = (await on.control.dms('ada')).find(({ id }) => id === dm.id)!;
  expect(after.content).toContain('1m25s');
  expect(after.attachments).toHaveLength(1);
});

test('where less than the steps is there, all of it is offered', async () => {
  const order = await on.type('/clip 4m58s');
  const labelsOf = labels(await on.press('ada', order.message, MORE));
  expect(labelsOf).toHaveLength(1);
  expect(labelsOf[0]).toMatch(/^\+\d+s, all there is$/);
});

test('others may not', async () => {
  const { message } = await on.type('/clip 1m');
  const answer = await on.press('bo', message, MORE);
  expect(answer.content).toContain('Only whose screen it shows');
  expect(answer.only_for).toBe(on.bo);
  expect(labels(answer)).toEqual([]);
});

test('who asked for it needs the sharer’s leave for more of them', async () => {
  const { id, message } = await on.type('/clip 50s');
  const clip = (await on.services.clips.get(id))!;
  await on.services.clips.save({ ...clip, requesterId: on.bo });
  expect((await on.press('bo', message, MORE)).content).toContain('share nothing here');
});

test('where nothing before it is buffered, the button is disabled from the start', async () => {
  const { message } = await on.type('/clip 9m');
  expect(disabledIn(message)).toEqual([MORE]);
});

test('of a GIF it is refused, of a sound the longer one is a sound', async () => {
  const gif = await on.type('/clip 5s format:gif');
  expect((await on.press('ada', gif.message, MORE)).content).toContain('15 s at most');
  const sound = await on.type('/clip 20s format:audio');
  const question = await on.press('ada', sound.message, MORE);
  await on.choose('ada', question, '+30s');
  expect((await on.seen(sound.message))?.attachments[0]?.filename).toMatch(/\.m4a$/);
});

test('chosen twice at once, one is made', async () => {
  const { message } = await on.type('/clip 40s');
  const question = await on.press('ada', message, MORE);
  const made = on.parts.made.length;
  const gate = Promise.withResolvers<void>();
  on.parts.played.beforeFit = () => gate.promise;
  const customId = buttonOf(question, '+30s')!.custom_id!;
  const press = () => on.control.click({ as: 'ada', message: question.id, customId });
  await press();
  await soonIs(async () => expect(await left()).toHaveLength(1));
  const second = await on.answer((await press()).id);
  expect(second.content).toContain('being made longer already');
  gate.resolve();
  await soonIs(async () => expect(await left()).toEqual([]));
  expect(on.parts.made).toHaveLength(made + 1);
});

test('a message that was deleted meanwhile stays away; the clip is kept', async () => {
  const { message } = await on.type('/clip 35s title:deleted');
  const question = await on.press('ada', message, MORE);
  let order: ClipOrder | undefined;
  on.parts.played.beforeFit = async () => {
    [order] = await left();
    const url = `${on.sandbox.apiUrl}/v10/channels/${message.channel_id}/messages/${message.id}`;
    const headers = { authorization: `Bot ${on.sandbox.botToken}` };
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(204);
  };
  const done = await on.choose('ada', question, '+30s');
  expect(done.content).toContain('could not be posted');
  const here = await on.control.messages({ as: 'ada', channel: '#clips' });
  expect(here.filter(({ content }) => content.includes('**deleted**'))).toEqual([]);
  expect(await on.services.clips.get(order!.id)).toBeDefined();
  const dm = (await on.control.dms('ada')).at(-1);
  expect(dm?.content).toContain('was deleted meanwhile');
});

test('what a process that died left is finished; what it had put there already is left alone', async () => {
  const { message } = await on.type('/clip 45s title:across');
  const question = await on.press('ada', message, MORE);
  let order!: ClipOrder;
  on.parts.played.beforeFit = async () => {
    order = (await left())[0]!;
    throw new UserError('Not now.');
  };
  await on.choose('ada', question, '+30s');
  const { write } = createOrders(on.services.store);
  on.parts.forget();
  await on.restart(() => write(order));
  await soonIs(async () => expect(await left()).toEqual([]));
  const after = (await on.seen(message))!;
  expect(clipOf(after)).toBe(order.id);
  expect(after.content).toContain('1m15s');

  // It died after that, and before it was crossed out.
  on.parts.forget();
  await on.restart(() => write({ ...order, begun: 1 }));
  await soonIs(async () => expect(await left()).toEqual([]));
  expect(on.parts.asked).toEqual([]);
  const files = (one?: SeenMessage) => one?.attachments.map(({ id }) => id);
  expect(files(await on.seen(message))).toEqual(files(after));
});
