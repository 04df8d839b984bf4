import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { errorFault } from '../sandbox/errors.ts';
import { openPostedClips, type PostedClips, soonIs } from './test-posted.ts';

// One id leads through the log from a command to its post, and nothing in it lets a reader act for somebody.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
let on: PostedClips;
let make: PostedClips['parts']['played']['make'];
beforeAll(async () => {
  on = await openPostedClips();
  on.services.log.level = 'trace';
  ({ make } = on.parts.played);
  // As the maker's log does: from within the queue, a while later.
  on.parts.played.make = async (order, watch) => {
    await sleep(20);
    on.services.log.info({ clipId: order.id }, 'clip cut');
    return make(order, watch);
  };
});
afterAll(() => on?.close());
afterEach(() => on.control.clearFaults());

interface Line {
  msg: string;
  interactionId?: string;
  orderId?: string;
}

/** What was logged since the call before. */
function logged(): Line[] {
  return on.parts.lines.splice(0).map((line) => JSON.parse(line) as Line);
}

test('one /clip is followed through all of its lines, also where one way fails and DMs are refused', async () => {
  const answers = { method: 'PATCH', path: '^/webhooks/', kind: errorFault(50_001) };
  await on.control.addFault({ ...answers, times: 20 });
  on.parts.lines.length = 0;
  const { id } = await on.control.run({ ...CLIPS, command: '/clip 2m title:followed' });
  await soonIs(async () => {
    const [view] = await on.services.orders.board.of(on.ada);
    expect(view).toMatchObject({ id, state: 'done' });
  });
  const lines = logged();
  const named = (msg: string) => lines.filter((line) => line.msg === msg);
  expect(named('interaction')).toMatchObject([{ interactionId: id }]);
  expect(named('clip cut')).toMatchObject([{ orderId: id, interactionId: id }]);
  expect(named('a clip could not be posted this way')).toMatchObject([{ orderId: id }]);
  // Nothing else happens meanwhile: whatever is logged is about it.
  for (const line of lines) expect(line).toMatchObject({ interactionId: id });
  const after = lines.slice(lines.findIndex(({ msg }) => msg === 'clip cut'));
  for (const line of after.filter(({ msg }) => msg !== 'interaction')) {
    expect(line).toMatchObject({ orderId: id });
  }
});

test('of two commands at once, each line has its own id', async () => {
  on.parts.lines.length = 0;
  const ran = await Promise.all(
    ['one', 'two'].map((title) => on.control.run({ ...CLIPS, command: `/clip 2m title:${title}` })),
  );
  for (const { id } of ran) {
    await soonIs(async () => {
      const views = await on.services.orders.board.of(on.ada);
      expect(views.find((view) => view.id === id)).toMatchObject({ state: 'done' });
    });
  }
  const cuts = logged().filter(({ msg }) => msg === 'clip cut');
  expect(cuts.map(({ orderId }) => orderId).sort()).toEqual(ran.map(({ id }) => id).sort());
  for (const { orderId, interactionId } of cuts) expect(interactionId).toBe(orderId);
});

test('no line has what lets its reader act for somebody', async () => {
  on.parts.lines.length = 0;
  await on.control.addFault({
    ...{ method: 'PATCH', path: '^/webhooks/', kind: errorFault(50_001), times: 20 },
  });
  const { id } = await on.control.run({ ...CLIPS, command: '/clip 2m title:secret' });
  await soonIs(async () => {
    const [view] = await on.services.orders.board.of(on.ada);
    expect(view).toMatchObject({ id, state: 'done' });
  });
  await on.control.clearFaults();
  await on.type('/replay start');
  const text = on.parts.lines.join('');
  expect(text).toContain(id);
  const order = (await on.control.requests()).map(({ path }) => path);
  const tokens = order.flatMap(
    (path) => /\/(?:webhooks|interactions)\/\d+\/([\w.%-]+)/.exec(path)?.[1] ?? [],
  );
  expect(tokens.length).toBeGreaterThan(0);
  for (const secret of [...tokens, on.sandbox.botToken]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/#link=(?!\[secret\])/);
});
