import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { nothingBuffered } from '../server/clips/settle-range.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// What docs/hotkeys.md tells people to type, typed: over real HTTP, the whole bot and the sandbox.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SEEN_BY_BO = { as: 'bo', channel: '#clips' };
const run = promisify(execFile);

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
let home: string;
/** The page, with a key, an address and a channel of ours in it. */
let page: string;
let key: string;
let ada: string;
beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  bot = await whole.start();
  parts.played.postPlaces = bot.postPlaces;
  home = await mkdtemp(join(tmpdir(), 'hindsight-home-'));

  const { me, guilds } = await sandbox.control.world('ada');
  const channels = guilds.flatMap((guild) => guild.channels);
  ada = me;
  key = (await parts.services.apiKeys.create(me, 'hotkey')).token;
  page = (await readFile(new URL('../docs/hotkeys.md', import.meta.url), 'utf8'))
    .replaceAll('https://hindsight.example.org', parts.services.publicUrl)
    .replaceAll('123456789012345678', channels.find(({ name }) => name === 'clips')!.id)
    .replaceAll('YOUR_KEY', key);
});
afterAll(async () => {
  await whole?.close();
  await rm(home, { recursive: true, force: true });
});
afterEach(() => parts.forget());

const shell = (command: string) =>
  run('sh', ['-e', '-c', command], { env: { HOME: home, PATH: process.env.PATH ?? '' } });
const posted = async () => {
  const seen = [
    ...(await sandbox.control.messages(SEEN_BY_BO)),
    ...(await sandbox.control.dms('ada')),
  ];
  return seen.filter(({ attachments }) => attachments.length > 0).length;
};
const postsOneMore = async (work: () => Promise<unknown>) => {
  const before = await posted();
  await work();
  await vi.waitFor(async () => expect(await posted()).toBe(before + 1), { timeout: 10_000 });
};

test('the lines for a shell do what they say', async () => {
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines);
  const calls = blocks.filter((lines) => lines.startsWith('curl'));
  expect([blocks.length, calls.length]).toEqual([4, 2]);
  for (const lines of blocks.filter((one) => !calls.includes(one))) await shell(lines);
  const config = await stat(join(home, '.config/hindsight/curl.conf'));
  expect(config.mode & 0o077).toBe(0);
  for (const lines of calls) {
    await postsOneMore(async () => {
      expect(JSON.parse((await shell(lines)).stdout)).toEqual({ id: expect.any(String) });
    });
  }
  await postsOneMore(() => shell('~/.local/bin/clip-that 45'));
});

test('the command that is bound to a key says when there is no clip, and why', async () => {
  const { clipMaker } = parts.services;
  const { needSomething } = clipMaker;
  clipMaker.needSomething = async () => {
    throw nothingBuffered();
  };
  // Where nobody shows notifications, as here.
  const failed = shell('~/.local/bin/clip-that 50').finally(() => {
    clipMaker.needSomething = needSomething;
  });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing of yours is buffered'),
  });
});

test('every body on the page is taken', async () => {
  const bodies = new Set(page.match(/\{"(?:durationMs|sinceMark)[^}\\]*\}/g));
  expect(bodies.size).toBe(5);
  for (const body of bodies) {
    const response = await fetch(`${parts.services.publicUrl}/api/clips`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body,
    });
    expect({ body, status: response.status }).toEqual({ body, status: 202 });
  }
  const { board } = parts.services.orders;
  await vi.waitFor(() => expect(board.running()).toEqual([]), { timeout: 10_000 });
  for (const { state } of await board.of(ada)) expect(state).toBe('done');
});
