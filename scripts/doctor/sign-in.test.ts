import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { loadConfig } from '../../server/config.ts';
import { checkSignIn, judgeSignIn } from './sign-in.ts';

vi.setConfig({ hookTimeout: 30_000 });

let dir: string;
let sandbox: Sandbox;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dataDir: dir });
});
afterAll(async () => {
  await sandbox?.close();
  await rm(dir, { recursive: true });
});

const check = (env: Record<string, string>) =>
  checkSignIn(
    loadConfig({ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl, ...env }),
  );
const CALLBACK = 'https://clips.example.org/api/auth/discord/callback';

test('it is nothing to look at with the sandbox, and nothing that is missing without a secret', async () => {
  expect(await check({ DISCORD_TOKEN: '' })).toBeUndefined();
  expect(await check({})).toMatchObject({ state: 'ok' });
});

test('a wrong secret is told, and which redirect to register', async () => {
  expect(await check({ DISCORD_CLIENT_SECRET: 'wrong' })).toMatchObject({
    ...{ state: 'note', says: 'Discord refuses DISCORD_CLIENT_SECRET' },
  });
  const right = { DISCORD_CLIENT_SECRET: sandbox.clientSecret };
  expect(await check({ ...right, PUBLIC_URL: 'https://clips.example.org/' })).toMatchObject({
    ...{ state: 'note', says: `${CALLBACK} is none of the redirects` },
  });
  expect((await check(right))?.says).toContain('http://127.0.0.1:3000/api/auth/discord/callback');
});

test('a redirect has to be registered letter by letter', () => {
  expect(judgeSignIn(true, ['https://other.example/', CALLBACK], CALLBACK).state).toBe('ok');
  expect(judgeSignIn(true, [`${CALLBACK}/`], CALLBACK).state).toBe('note');
});

test('while Discord does not answer, that is said', async () => {
  const env = { DISCORD_CLIENT_SECRET: 's', DISCORD_API_URL: 'http://127.0.0.1:1' };
  expect(await check(env)).toMatchObject({ says: expect.stringContaining('does not say') });
});
