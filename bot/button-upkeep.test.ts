import { Client, GatewayIntentBits } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { errorFault } from '../sandbox/errors.ts';
import { createButtonWatch } from '../server/clips/button-watch.ts';
import { UNDO_MS } from '../server/clips/library.ts';
import { createButtonUpkeep } from './button-upkeep.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { restOptions } from './rest.ts';
import { disabledIn, openPostedClips, type PostedClips, soonIs } from './test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const NEED_CLIP = ['Trim', 'Save', 'Send to me', 'More before'];
const MINUTE_MS = 60_000;

let on: PostedClips;
let client: Client;
let aheadMs = 0;
beforeAll(async () => {
  on = await openPostedClips();
  client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { ...restOptions(createInvalidRequests(on.services.log), on.sandbox.apiUrl), retries: 0 },
  });
  client.rest.setToken(on.sandbox.botToken);
});
afterAll(async () => {
  await client?.destroy();
  await on?.close();
});
afterEach(async () => {
  aheadMs = 0;
  await on.control.clearFaults();
});

/** What a process just begun does, so long after now. */
async function lookLater(ms = 0): Promise<void> {
  aheadMs = ms;
  const end = new AbortController();
  const now = () => Date.now() + aheadMs;
  await createButtonUpkeep(client, on.services, end.signal, now).lookAtDue();
}
const due = (ms = 0) => createButtonWatch(on.services.store).due(Date.now() + ms, 200);
const edits = async (messageId: string) =>
  (await on.control.requests()).filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith(`/messages/${messageId}`),
  ).length;

test('of a clip that was deleted all but Delete is disabled, and comes back when it does', async () => {
  const { id, message } = await on.type('/clip 2m');
  expect(disabledIn(await on.seen(message))).toEqual([]);
  await on.services.clips.hide(id);
  await lookLater();
  expect(disabledIn(await on.seen(message))).toEqual(NEED_CLIP);
  await on.services.clips.restore(id);
  await lookLater();
  expect(disabledIn(await on.seen(message))).toEqual([]);
});

test('the same for one whose time is over', async () => {
  const { id, message } = await on.type('/clip 1m');
  const pastMs = Date.now() - UNDO_MS;
  await on.services.clips.change(id, () => ({ expiresAtMs: pastMs }));
  expect(await on.services.clips.removeIfDue(id)).toBe(true);
  await lookLater();
  expect(disabledIn(await on.seen(message))).toEqual(NEED_CLIP);
  expect(await due()).toEqual([]);
});

test('once the buffer is past what was before it, More before is disabled, by one edit', async () => {
  const { id, message } = await on.type('/clip 30s');
  const before = await edits(message.id);
  await lookLater();
  expect(await edits(message.id)).toBe(before);
  const { fromMs } = (await on.services.clips.get(id))!;
  const leavesInMs = fromMs + on.services.config.windowMs - Date.now();
  expect((await due(leavesInMs + 10)).map(({ messageId }) => messageId)).toContain(message.id);

  const { segments } = on.services;
  on.services.segments = { ...segments, coverage: async () => null };
  await lookLater(leavesInMs + MINUTE_MS);
  on.services.segments = segments;
  expect(disabledIn(await on.seen(message))).toEqual(['More before']);
  expect(await edits(message.id)).toBe(before + 1);
  expect((await due(24 * 60 * MINUTE_MS)).map((row) => row.messageId)).not.toContain(message.id);
});

test('a message that is gone is forgotten; Discord’s own trouble is waited out', async () => {
  const gone = await on.type('/clip 20s');
  const there = await on.type('/clip 15s');
  const url = `${on.sandbox.apiUrl}/v10/channels/${gone.message.channel_id}/messages/${gone.message.id}`;
  await fetch(url, {
    method: 'DELETE',
    headers: { authorization: `Bot ${on.sandbox.botToken}` },
  });
  for (const { id } of [gone, there]) await on.services.clips.hide(id);
  const down = { status: 503, code: 0, message: 'Service Unavailable' };
  await on.control.addFault({
    ...{ method: 'GET', path: `/messages/${there.message.id}$` },
    ...{ kind: down, times: 10 },
  });
  await lookLater();
  await on.control.clearFaults();
  expect(disabledIn(await on.seen(there.message))).toEqual([]);
  expect(await due()).toEqual([]);
  const later = await due(10 * MINUTE_MS);
  expect(later.map(({ messageId }) => messageId)).toEqual([there.message.id]);
  await lookLater(10 * MINUTE_MS);
  expect(disabledIn(await on.seen(there.message))).toEqual(NEED_CLIP);
});

test('a message that was edited too often has an hour’s rest; in an archived thread it is left alone', async () => {
  const worn = await on.type('/clip 12s');
  const archived = await on.type('/clip 13s');
  for (const { id } of [worn, archived]) await on.services.clips.hide(id);
  const editOf = ({ message }: typeof worn) => ({
    ...{ method: 'PATCH', path: `/messages/${message.id}$`, times: 1 },
  });
  const tooOften = errorFault(30046);
  await on.control.addFault({ ...editOf(worn), kind: tooOften });
  await on.control.addFault({ ...editOf(archived), kind: errorFault(50083) });
  await lookLater();
  expect(await due(30 * MINUTE_MS)).toEqual([]);
  const [later, ...more] = await due(61 * MINUTE_MS);
  expect(later?.messageId).toBe(worn.message.id);
  expect(more).toEqual([]);
  await lookLater(61 * MINUTE_MS);
  expect(disabledIn(await on.seen(worn.message))).toEqual(NEED_CLIP);
});

test('what went while no process ran is disabled by the next one; one look takes some at most', async () => {
  const posted = await on.type('/clip 10s');
  await on.restart(async () => void (await on.services.clips.hide(posted.id)));
  const many = createButtonWatch(on.services.store);
  for (let i = 0; i < 150; i++) {
    await many.lookAt({ clipId: '1', channelId: '2', messageId: String(i) }, Date.now());
  }
  await lookLater();
  expect(disabledIn(await on.seen(posted.message))).toEqual(NEED_CLIP);
  expect((await due()).length).toBeGreaterThanOrEqual(100);
  for (const row of await many.due(Date.now(), 200)) await many.forget(row);
});

test('while another bot looks, this one leaves it to that; then it is its turn', async () => {
  const { id, message } = await on.type('/clip 2m');
  await on.services.clips.hide(id);
  await on.services.store.lease('button-upkeep', 'another bot', 60_000);
  await lookLater();
  expect(disabledIn(await on.seen(message))).toEqual([]);
  await on.services.store.release('button-upkeep', 'another bot');
  await lookLater();
  expect(disabledIn(await on.seen(message))).toEqual(NEED_CLIP);
});

test('pressed before that, it answers in words, and is disabled then', async () => {
  const { id, message } = await on.type('/clip 25s');
  await on.services.clips.remove(id);
  const answer = await on.press('bo', message, 'Save');
  expect(answer.content).toContain('not kept any more');
  await soonIs(async () => expect(disabledIn(await on.seen(message))).toEqual(NEED_CLIP));
});

test('the same where only what was before it is gone', async () => {
  const { message } = await on.type('/clip 22s');
  const { coverage } = on.services.segments;
  on.services.segments.coverage = async () => null;
  const answer = await on.press('ada', message, 'More before');
  expect(answer.content).toContain('not buffered any more');
  await soonIs(async () => expect(disabledIn(await on.seen(message))).toEqual(['More before']));
  on.services.segments.coverage = coverage;
});
