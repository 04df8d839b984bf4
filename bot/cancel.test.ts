import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { SeenMessage } from '../sandbox/client.ts';
import type { Sandbox } from '../sandbox/start.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrders } from '../server/clips/orders.ts';
import type { Bot } from './bot.ts';
import { cancelButton } from './cancel.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// What people see while a clip takes its time, over the sandbox; only the clip is played.
vi.setConfig({ testTimeout: 40_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
const CANCEL = /"custom_id":"(cancel:\d+)"/;

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
afterEach(async () => {
  await sandbox.control.clearFaults();
  parts.forget();
});

const orders = () => createOrders(parts.services.store);
const buttonOf = ({ components }: SeenMessage) => CANCEL.exec(JSON.stringify(components))?.[1];
const messageOf = async (id: string) => (await sandbox.control.interaction(id)).message!;
/** How often an answer was edited or is about to be. */
const countEdits = async () =>
  (await sandbox.control.requests()).filter(
    ({ method, path }) => method === 'PATCH' && path.startsWith('/webhooks/'),
  ).length;

/** Ada types /clip, which is made when `finish` is called; resolves when its progress is shown. */
async function beginSlowClip(options = '') {
  const { make } = parts.played;
  const gate = Promise.withResolvers<void>();
  const seen: { signal?: AbortSignal | undefined } = {};
  parts.played.make = async (order, { signal, onStep } = {}) => {
    seen.signal = signal;
    onStep?.({ name: 'waiting' });
    onStep?.({ name: 'cutting', part: 0.4 });
    signal?.addEventListener('abort', () => gate.reject(signal.reason));
    await gate.promise;
    return make(order);
  };
  const { id } = await sandbox.control.run({ ...CLIPS, command: `/clip 2m ${options}` });
  const shown = await sandbox.control.waitForAnswer(id);
  return { id, seen, shown: shown.message!, finish: gate.resolve };
}

test('progress is shown with a button; only the requester’s press cancels, in words, and nothing is left', async () => {
  const { id, seen, shown } = await beginSlowClip();
  expect(shown.content).toContain('Cutting, 40 %');
  const customId = buttonOf(shown)!;
  expect(customId).toBe(`cancel:${id}`);

  const press = (as: string) => sandbox.control.click({ as, message: shown.id, customId });
  const theirs = await sandbox.control.waitForAnswer((await press('bo')).id);
  expect(theirs.message?.content).toContain('Only who asked for this clip');
  expect(theirs.message?.only_for).toBeDefined();
  expect(seen.signal?.aborted).toBe(false);

  await press('ada');
  await vi.waitFor(async () => expect((await messageOf(id)).content).toContain('cancelled'));
  expect(buttonOf(await messageOf(id))).toBeUndefined();
  expect(seen.signal?.aborted).toBe(true);
  await vi.waitFor(async () => expect(await orders().left()).toEqual([]));
  expect(await parts.services.clips.get(id)).toBeUndefined();
  expect(await sandbox.control.dms('ada')).toEqual([]);
});

test('a press that comes too late is answered in words', async () => {
  const { id, shown, finish } = await beginSlowClip();
  // It is uploaded for a while.
  const upload = { method: 'PATCH', path: '^/webhooks/' };
  await sandbox.control.addFault({ ...upload, kind: { delay: 1500 } });
  finish();
  await vi.waitFor(() => expect(parts.asked).toHaveLength(1));
  const press = async () => {
    const order = { as: 'ada', message: shown.id, customId: `cancel:${id}` };
    const { id: pressId } = await sandbox.control.click(order);
    return (await sandbox.control.waitForAnswer(pressId)).message?.content;
  };
  await vi.waitFor(async () => expect(await press()).toContain('being posted already'));
  await vi.waitFor(async () => expect((await messageOf(id)).attachments).toHaveLength(1), 5000);
  expect(buttonOf(await messageOf(id))).toBeUndefined();
});

test('a slow edit delays no result, and is put right when it comes in after it', async () => {
  const edit = { method: 'PATCH', path: '^/webhooks/' };
  await sandbox.control.addFault({ ...edit, kind: { delay: 3000 } });
  const { make } = parts.played;
  const before = await countEdits();
  let order: ClipOrder | undefined;
  parts.played.make = async (given, { onStep } = {}) => {
    order = given;
    onStep?.({ name: 'queued', place: 3 });
    // Until the edit is under way.
    await vi.waitFor(async () => expect(await countEdits()).toBeGreaterThan(before), 10_000);
    return make(given);
  };
  const { id } = await sandbox.control.run({ ...CLIPS, command: '/clip 2m title:slow edit' });
  const { message } = await sandbox.control.waitForAnswer(id);
  expect(message?.content).toContain('slow edit');
  expect(message?.attachments).toHaveLength(1);

  // Discord had it already when it was cut off, and does it only now.
  const { applicationId, token } = order!.answer!;
  const url = `${sandbox.apiUrl}/v10/webhooks/${applicationId}/${token}/messages/@original`;
  const late = { content: 'Place 3 in the queue …', components: [cancelButton(order!)] };
  const headers = { 'content-type': 'application/json' };
  const patched = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(late) });
  expect(patched.status).toBe(200);
  expect(buttonOf(await messageOf(id))).toBeDefined();
  await vi.waitFor(
    async () => {
      const right = await messageOf(id);
      expect(buttonOf(right)).toBeUndefined();
      expect(right.content).toBe(message?.content);
      expect(right.attachments).toHaveLength(1);
    },
    { timeout: 15_000 },
  );
});
