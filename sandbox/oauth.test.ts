import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from './start.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let dir: string;
let sandbox: Sandbox;
let clientId: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dataDir: dir });
  clientId = (await sandbox.control.world()).bot.id;
  await sandbox.control.setRateLimits(false);
});
afterAll(async () => {
  await sandbox?.close();
  await rm(dir, { recursive: true });
});

const BACK = 'http://127.0.0.1:3999/callback?kept=1';
const VERIFIER = 'v'.repeat(43);
const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
const SCOPE = 'identify guilds guilds.members.read';

function address(change: Record<string, string> = {}): string {
  const query = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: BACK, scope: SCOPE },
    ...{ state: 's t', code_challenge: challenge, code_challenge_method: 'S256', ...change },
  };
  return `${sandbox.authorizeUrl}?${new URLSearchParams(query)}`;
}

async function press(answer: string, change = {}, as = 'bo'): Promise<URL> {
  const body = new URLSearchParams({ answer, as });
  const response = await fetch(address(change), { method: 'POST', body, redirect: 'manual' });
  return new URL(response.headers.get('Location') ?? '');
}
const codeFor = async (change = {}) =>
  (await press('approve', change)).searchParams.get('code') ?? '';

/** @param change null leaves a field out */
async function exchange(code: string, change: Record<string, string | null> = {}) {
  const fields = {
    ...{ grant_type: 'authorization_code', code, redirect_uri: BACK, code_verifier: VERIFIER },
    ...{ client_id: clientId, client_secret: sandbox.clientSecret, ...change },
  };
  const given = Object.entries(fields).filter(
    (field): field is [string, string] => field[1] !== null,
  );
  const body = new URLSearchParams(given);
  const response = await fetch(`${sandbox.apiUrl}/v10/oauth2/token`, { method: 'POST', body });
  return { status: response.status, json: (await response.json()) as Record<string, string> };
}

async function get(path: string, token: string) {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${sandbox.apiUrl}/v10${path}`, { headers });
  return { status: response.status, json: (await response.json()) as unknown };
}

test('the page says what is asked for, and sends back who agreed', async () => {
  const response = await fetch(address());
  const html = await response.text();
  expect(html).toContain('which servers you are in');
  for (const name of ['Ada', 'Bo', 'Cy']) expect(html).toContain(name);
  expect(html).not.toContain('<script');
  const back = await press('approve');
  expect(back.href.startsWith('http://127.0.0.1:3999/callback?kept=1&code=')).toBe(true);
  expect(back.searchParams.get('state')).toBe('s t');
});

test('who says no is sent back with that', async () => {
  const back = await press('deny');
  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    ...{ kept: '1', error: 'access_denied', state: 's t' },
  });
  expect(back.searchParams.has('code')).toBe(false);
});

test.each([
  [{ client_id: '1' }, 'Unknown Application'],
  [{ redirect_uri: 'https://evil.example/' }, 'Invalid OAuth2 redirect_uri'],
  [{ redirect_uri: 'javascript:alert(1)' }, 'Invalid OAuth2 redirect_uri'],
  [{ response_type: 'token' }, 'Invalid response_type'],
  [{ scope: 'identify everything' }, 'scope is invalid'],
  [{ scope: '' }, 'scope is invalid'],
  [{ code_challenge_method: 'plain' }, 'Invalid code_challenge_method'],
])('%o is refused on the page, and nobody is sent anywhere', async (change, words) => {
  for (const init of [
    {},
    { method: 'POST', body: new URLSearchParams({ answer: 'approve', as: 'bo' }) },
  ]) {
    const response = await fetch(address(change), { ...init, redirect: 'manual' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(words)]);
  }
});

test('a code becomes a token, which opens what was agreed to', async () => {
  const { status, json } = await exchange(await codeFor());
  expect([status, json]).toEqual([
    200,
    expect.objectContaining({ token_type: 'Bearer', expires_in: 604_800, scope: SCOPE }),
  ]);
  const token = json.access_token ?? '';
  const me = await get('/users/@me', token);
  expect(me.json).toMatchObject({ username: 'bo', global_name: 'Bo', avatar: null });
  const guilds = await get('/users/@me/guilds', token);
  expect(guilds.json).toMatchObject([{ name: 'Hindsight Test Server', owner: false }, {}]);
  const [{ id }] = guilds.json as [{ id: string }];
  expect((await get(`/users/@me/guilds/${id}/member`, token)).json).toMatchObject({
    ...{ user: { username: 'bo' }, roles: [] },
  });
  expect((await get('/users/@me/guilds/1/member', token)).status).toBe(404);
  // It is no bot's.
  expect((await get(`/guilds/${id}`, token)).status).toBe(404);
});

test('what was not agreed to stays closed, and so it does to no token', async () => {
  const token = (await exchange(await codeFor({ scope: 'guilds' }))).json.access_token ?? '';
  expect((await get('/users/@me/guilds', token)).status).toBe(200);
  expect((await get('/users/@me', token)).status).toBe(401);
  expect((await get('/users/@me', 'made-up')).status).toBe(401);
});

test.each([
  [{ client_secret: 'wrong' }, 401, 'invalid_client'],
  [{ client_id: '1' }, 401, 'invalid_client'],
  [{ client_secret: null }, 401, 'invalid_client'],
  [{ code: 'made-up' }, 400, 'invalid_grant'],
  [{ redirect_uri: 'http://127.0.0.1:3999/other' }, 400, 'invalid_grant'],
  [{ code_verifier: 'w'.repeat(43) }, 400, 'invalid_grant'],
  [{ code_verifier: null }, 400, 'invalid_grant'],
  [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
])('%o gets no token', async (change, status, error) => {
  expect(await exchange(await codeFor(), change)).toMatchObject({ status, json: { error } });
});

test('a code is good once, and a second use ends what the first one got', async () => {
  const code = await codeFor();
  const token = (await exchange(code)).json.access_token ?? '';
  expect((await get('/users/@me', token)).status).toBe(200);
  expect((await exchange(code)).json.error).toBe('invalid_grant');
  expect((await get('/users/@me', token)).status).toBe(401);
});

test('a code is good for a minute, a token for a week, or until it is revoked', async () => {
  const [late, code, other] = [await codeFor(), await codeFor(), await codeFor()];
  const token = (await exchange(code)).json.access_token ?? '';
  const revoked = (await exchange(other)).json.access_token ?? '';
  await sandbox.control.advance(61_000);
  expect((await exchange(late)).json.error).toBe('invalid_grant');

  const revoke = async (secret: string) => {
    const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
    const init = { method: 'POST', headers: { Authorization: `Basic ${basic}` } };
    const body = new URLSearchParams({ token: revoked });
    return (await fetch(`${sandbox.apiUrl}/v10/oauth2/token/revoke`, { ...init, body })).status;
  };
  expect(await revoke('wrong')).toBe(401);
  expect((await get('/users/@me', revoked)).status).toBe(200);
  expect(await revoke(sandbox.clientSecret)).toBe(200);
  expect((await get('/users/@me', revoked)).status).toBe(401);

  expect((await get('/users/@me', token)).status).toBe(200);
  await sandbox.control.advance(7 * 24 * 3600_000);
  expect((await get('/users/@me', token)).status).toBe(401);
});
