import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEvents, type Events, type PageEvent, type SentEvent } from './events.ts';
import { createLog } from './log.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';

const DAY_MS = 24 * 3600_000;
const log = createLog('silent');
let dataDir: string;
let store: Store;
let nowMs: number;
let events: Events;
const open = () => createEvents(store, log, () => nowMs);
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir }, log);
  nowMs = Date.now();
  events = open();
});
afterEach(async () => {
  await events.settled();
  await store.close();
  await rm(dataDir, { recursive: true });
});

const failed = (sessionId: string): PageEvent => ({
  name: 'REPLAY_BUFFER_FAILED',
  data: { sessionId },
});
const sessionsOf = (list: SentEvent[]) => list.map(({ data }) => data.sessionId);

/** A page that opens, notes what it gets, and confirms everything. */
async function page(lastId?: number, userId = '1') {
  const got: SentEvent[] = [];
  const { missed, leave, newestId } = await events.subscribe(userId, lastId, (e) => got.push(e));
  got.unshift(...missed);
  return {
    ...{ got, leave, newestId },
    confirm: () => events.delivered(userId, got.at(-1)?.id ?? 0),
  };
}

test('who is away gets them in order when they come back, and only then', async () => {
  for (const id of ['a', 'b', 'c']) events.publish('1', failed(id));
  events.publish('2', failed('theirs'));
  const first = await page();
  expect(sessionsOf(first.got)).toEqual(['a', 'b', 'c']);
  await first.confirm();
  expect((await page()).got).toEqual([]);
});

test('what begins or goes on is not kept', async () => {
  events.publish('1', { name: 'REPLAY_BUFFER_STARTED', data: {} });
  events.publish('1', { name: 'REPLAY_BUFFER_PROGRESS', data: {} });
  expect((await page()).got).toEqual([]);
});

test('what was sent and not delivered comes again under the same id', async () => {
  events.publish('1', failed('a'));
  const broken = await page();
  broken.leave();
  const again = await page();
  expect(again.got).toEqual(broken.got);
  expect(again.got[0]?.id).toBe(nowMs);
});

test('two open pages get each of them, in the same order', async () => {
  const pages = [await page(), await page()];
  for (const id of ['a', 'b', 'c']) events.publish('1', failed(id));
  await events.settled();
  expect(sessionsOf(pages[0]!.got)).toEqual(['a', 'b', 'c']);
  expect(pages[1]!.got).toEqual(pages[0]!.got);
});

test('a page that comes back goes on where it was, whatever others got meanwhile', async () => {
  const [gone, stays] = [await page(), await page()];
  events.publish('1', failed('a'));
  await events.settled();
  await gone.confirm();
  gone.leave();
  events.publish('1', failed('b'));
  await events.settled();
  await stays.confirm();
  expect(sessionsOf((await page(gone.got.at(-1)?.id)).got)).toEqual(['b']);
  expect(sessionsOf((await page()).got)).toEqual([]);
});

test('a page that had got nothing yet goes on from when it was opened', async () => {
  const { newestId, leave } = await page();
  leave();
  events.publish('1', failed('a'));
  expect(sessionsOf((await page(newestId)).got)).toEqual(['a']);
});

test('an id that was never given out counts as none', async () => {
  events.publish('1', failed('a'));
  expect(sessionsOf((await page(nowMs + DAY_MS)).got)).toEqual(['a']);
});

test('nothing is lost or doubled around the moment of subscribing', async () => {
  const opened: ReturnType<typeof page>[] = [];
  const ids = Array.from({ length: 30 }, (_, i) => String(i));
  for (const id of ids) {
    events.publish('1', failed(id));
    opened.push(page(0));
  }
  const pages = await Promise.all(opened);
  await events.settled();
  for (const { got } of pages) expect(sessionsOf(got)).toEqual(ids);
});

test('a restart keeps them, and a clock set back keeps their order', async () => {
  events.publish('1', failed('a'));
  await events.settled();
  nowMs -= 3600_000;
  events = open();
  events.publish('1', failed('b'));
  const { got } = await page();
  expect(sessionsOf(got)).toEqual(['a', 'b']);
  expect(got[1]!.id).toBeGreaterThan(got[0]!.id!);
});

test('only the last fifty of seven days are kept', async () => {
  events.publish('1', failed('old'));
  await events.settled();
  nowMs += 6 * DAY_MS;
  events.publish('1', failed('newer'));
  await events.settled();
  nowMs += 2 * DAY_MS;
  expect(sessionsOf((await page()).got)).toEqual(['newer']);
  for (let i = 0; i < 60; i++) events.publish('1', failed(String(i)));
  const kept = sessionsOf((await page()).got);
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([50, '10', '59']);
});

test('what cannot be kept still reaches open pages, and later ones too', async () => {
  const open = await page();
  const broken = createEvents(
    {
      ...store,
      records: () => ({
        get: async () => undefined,
        set: () => Promise.reject(new Error('disk full')),
      }),
    } as unknown as Store,
    log,
  );
  const got: SentEvent[] = [];
  await broken.subscribe('1', undefined, (event) => got.push(event));
  broken.publish('1', failed('a'));
  broken.publish('1', failed('b'));
  await broken.settled();
  expect(sessionsOf(got)).toEqual(['a', 'b']);
  expect(open.got).toEqual([]);
});

test('a page is open as long as one listens; a program is none', async () => {
  const program = await events.subscribe('1', undefined, () => {}, false);
  expect(await events.hasPage('1')).toBe(false);
  const one = await page();
  expect(await events.hasPage('1')).toBe(true);
  expect(await events.hasPage('2')).toBe(false);
  one.leave();
  expect(await events.hasPage('1')).toBe(false);
  program.leave();
});
