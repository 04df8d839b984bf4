import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { openDiscordSignIn } from './open-discord-sign-in.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const open = (env: Record<string, string>, applicationId = async () => '42') =>
  openDiscordSignIn({
    ...{ config: loadConfig(env), store, sandbox: null, log: createLog('silent'), applicationId },
    publicUrl: 'https://clips.example.org',
  });
const beginning = async (env: Record<string, string>) =>
  new URL((await open(env)?.begin('browser', '/library')) ?? '');

test("without a secret nobody signs in with Discord; with one, on Discord's own page", async () => {
  expect(open({ DISCORD_TOKEN: 't' })).toBeNull();
  const url = await beginning({ DISCORD_TOKEN: 't', DISCORD_CLIENT_SECRET: 's' });
  expect(url.origin + url.pathname).toBe('https://discord.com/oauth2/authorize');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ client_id: '42', redirect_uri: 'https://clips.example.org/api/auth/discord/callback' },
  });
});

test('a stand-in of one’s own has its own page; a proxy of the API has not', async () => {
  const secret = { DISCORD_CLIENT_SECRET: 's', DISCORD_API_URL: 'http://127.0.0.1:1/api' };
  expect((await beginning(secret)).origin).toBe('https://discord.com');
  const page = { DISCORD_AUTHORIZE_URL: 'http://127.0.0.1:1/oauth2/authorize' };
  expect((await beginning({ ...secret, ...page })).origin).toBe('http://127.0.0.1:1');
});

test('while the bot is not logged in, nobody is sent away', async () => {
  const away = async () => {
    throw new Error('the bot is not logged in');
  };
  const signIn = open({ DISCORD_CLIENT_SECRET: 's' }, away);
  await expect(signIn?.begin('browser', '/library')).rejects.toThrow('not logged in');
});
