import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { testClip } from '../server/clips/test-clips.ts';
import { createRemovedServers, GRACE_MS } from '../server/servers/removed.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The bot over the sandbox, which removes it from a server, or loses sight of that.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const NAME = 'Hindsight Test Server';

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
let guildId: string;
let otherId: string;
let made = 0;

const start = async () => {
  bot = await whole.start();
};
beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  await start();
  const { guilds } = await sandbox.control.world('ada');
  [guildId, otherId] = guilds.map(({ id }) => id) as [string, string];
});
afterAll(() => whole?.close());
afterEach(async () => {
  await sandbox.control.setBotOnServer(NAME, 'there');
  await vi.waitFor(async () => expect(await due()).toEqual([]));
});

const due = async () => {
  const { members } = await parts.services.store.index.page('servers:removed', { limit: 10 });
  return members.map(({ member }) => member);
};
const becomesDue = () => vi.waitFor(async () => expect(await due()).toEqual([guildId]));
/** As it is so much later. */
const cleanIn = (ms: number) =>
  createRemovedServers({ ...parts.services, now: () => Date.now() + ms }).clean();

/** @returns ids of a clip there and one elsewhere */
async function fill() {
  const { clips, servers, consents } = parts.services;
  const ids = [String(++made), String(++made)] as const;
  for (const [i, id] of ids.entries()) {
    await writeFile(clips.file(id), 'video');
    await clips.save(testClip({ id, guildId: i === 0 ? guildId : otherId }));
  }
  await servers.change(guildId, { language: 'de', windowMs: 60_000 });
  await consents.agree('1', guildId, { windowMs: 1, postedKeptMs: 1 });
  return ids;
}

test('seven days after it was removed, all that was kept for that server goes, and nothing else', async () => {
  const [there, elsewhere] = await fill();
  const { clips, servers, consents } = parts.services;
  await sandbox.control.setBotOnServer(NAME, 'removed');
  await becomesDue();
  expect(await cleanIn(GRACE_MS - 60_000)).toEqual([]);
  expect(await clips.get(there)).toBeDefined();

  expect(await cleanIn(GRACE_MS + 60_000)).toEqual([guildId]);
  expect(await clips.get(there)).toBeUndefined();
  expect((await servers.of(guildId)).language).toBeNull();
  expect(await servers.withOwnWindow()).toEqual([]);
  expect(await consents.of('1')).toEqual([]);
  expect(await clips.get(elsewhere)).toBeDefined();
  expect(await cleanIn(GRACE_MS + 60_000)).toEqual([]);
});

test('where it comes back in time, nothing goes', async () => {
  const [there] = await fill();
  await sandbox.control.setBotOnServer(NAME, 'removed');
  await becomesDue();
  await sandbox.control.setBotOnServer(NAME, 'there');
  await vi.waitFor(async () => expect(await due()).toEqual([]));
  expect(await cleanIn(2 * GRACE_MS)).toEqual([]);
  expect(await parts.services.clips.get(there)).toBeDefined();
});

test('an outage is no removal, neither while it lasts nor over a restart', async () => {
  await sandbox.control.setBotOnServer(NAME, 'outage');
  await bot.close();
  await start();
  await sandbox.control.setBotOnServer(NAME, 'outage');
  // Told behind it, so the outage has been heard by then.
  await sandbox.control.setBotOnServer('Boosted Server', 'removed');
  await vi.waitFor(async () => expect(await due()).toEqual([otherId]));
  await sandbox.control.setBotOnServer('Boosted Server', 'there');
});

test('a removal while it was away is seen at its next start', async () => {
  await vi.waitFor(async () => {
    const { members } = await parts.services.store.index.page('servers:known', { limit: 10 });
    expect(members).toHaveLength(2);
  });
  await bot.close();
  await sandbox.control.setBotOnServer(NAME, 'removed');
  await start();
  await becomesDue();
});
