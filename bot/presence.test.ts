import { ActivityType } from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import type { Share } from '../server/shares/share.ts';
import { type Bot, startBot } from './bot.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// What Discord is told, by the whole bot; the sandbox ends a connection that tells it too often.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 40_000 });

let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
beforeAll(async () => {
  parts = await openTestServices();
  sandbox = await startSandbox({ dataDir: parts.services.config.dataDir });
  await share('1', 'active');
  bot = await startBot(parts.services, { token: sandbox.botToken, apiUrl: sandbox.apiUrl });
});
afterAll(async () => {
  await bot?.close();
  await sandbox?.close();
  await parts?.close();
});

const share = (id: string, status: Share['status']) =>
  parts.services.shares.save({
    ...{ id, status, userId: `user ${id}`, guildId: 'secret server', roomName: `room ${id}` },
    ...{ startedAt: Date.now(), egressId: id, videoTrackId: id },
  } as Share);
const connected = async () => (await sandbox.control.sessions()).find((one) => one.connected);
const shown = async () => (await connected())?.presence.activities?.map(({ name }) => name);
const becomes = (activities: string[]) =>
  vi.waitFor(async () => expect(await shown()).toEqual(activities), { timeout: 12_000 });

test('it says how many screens are buffered, and nothing else of them', async () => {
  await becomes(['1 screen']);
  expect((await connected())?.presence.activities).toMatchObject([
    { type: ActivityType.Watching, name: '1 screen' },
  ]);
  await share('2', 'active');
  await share('3', 'active');
  await becomes(['3 screens']);
  expect(JSON.stringify(await sandbox.control.sessions())).not.toMatch(/secret|user|room/);
});

test('it says so again with a new session', async () => {
  const before = await connected();
  await sandbox.control.invalidate();
  await becomes(['3 screens']);
  expect((await connected())?.id).not.toBe(before?.id);
});

test('what changes often is told together, and the last of it is true', async () => {
  const before = await connected();
  for (let i = 0; i < 60; i++) {
    await share('4', i % 2 === 0 ? 'active' : 'stopped');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const id of ['1', '2', '3', '4']) await share(id, 'stopped');
  await becomes([]);
  expect((await connected())?.id).toBe(before?.id);
});
