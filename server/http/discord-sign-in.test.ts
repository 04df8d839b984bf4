import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { createDiscordOauth } from '../auth/discord-oauth.ts';
import { createDiscordSignIn, SIGN_IN_LIFE_MS } from '../auth/discord-sign-in.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

// Over the sandbox, which checks what Discord checks.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: string;
let sandbox: Sandbox;
let applicationId: string;
let app: TestApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  sandbox = await startSandbox({ dataDir: folder });
  applicationId = (await sandbox.control.world()).bot.id;
  await sandbox.control.setRateLimits(false);
});
afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => openApp());
afterEach(async () => {
  await sandbox.control.clearFaults();
  await app.close();
});

async function openApp(clientSecret = sandbox.clientSecret) {
  const { apiUrl, authorizeUrl } = sandbox;
  app = await openTestApp(({ url, store, log }) => {
    const redirectUri = `${url}/api/auth/discord/callback`;
    const clientId = async () => applicationId;
    const options = { clientId, clientSecret, apiUrl, authorizeUrl, redirectUri };
    const discordSignIn = createDiscordSignIn(store, createDiscordOauth(options, log));
    return { publicUrl: url, discordSignIn };
  });
}

/** A browser: it keeps cookies and goes where it is sent, one step at a time. */
function browser() {
  const jar = new Map<string, string>();
  return {
    jar,
    async get(address: string): Promise<{ status: number; to: string; response: Response }> {
      const url = new URL(address, app.url);
      const own = url.origin === app.url;
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
      const headers: Record<string, string> = own && cookie ? { Cookie: cookie } : {};
      const response = await fetch(url, { headers, redirect: 'manual' });
      for (const line of own ? response.headers.getSetCookie() : []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      return { status: response.status, to: response.headers.get('Location') ?? '', response };
    },
    /** @returns the address of Discord's page */
    async begin(next = '/share?x=1'): Promise<string> {
      const query = new URLSearchParams({ next });
      const { status, to } = await this.get(`/api/auth/discord?${query}`);
      expect(status).toBe(302);
      return to;
    },
    async whoAmI(): Promise<string | null> {
      const { status, response } = await this.get('/api/session');
      return status === 200 ? ((await response.json()) as typeof ADA).user.name : null;
    },
  };
}

/** What is pressed on Discord's page. @returns where that sends the browser */
async function press(address: string, answer: 'approve' | 'deny', as = 'bo'): Promise<string> {
  const body = new URLSearchParams({ answer, as });
  const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
  return response.headers.get('Location') ?? '';
}

const tokenRequests = async () =>
  (await sandbox.control.requests()).filter(({ path }) => path === '/oauth2/token');

test('somebody signs in with Discord and goes on where they wanted to', async () => {
  const bo = browser();
  const address = await bo.begin();
  const asked = new URL(address).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    ...{ response_type: 'code', client_id: applicationId, code_challenge_method: 'S256' },
    ...{ scope: 'identify guilds guilds.members.read' },
    ...{ redirect_uri: `${app.url}/api/auth/discord/callback` },
  });
  expect(await (await fetch(address)).text()).toContain('your name and your picture');
  const back = await press(address, 'approve');
  expect((await bo.get(back)).to).toBe('/share?x=1');
  const { response } = await bo.get('/api/session');
  expect(await response.json()).toMatchObject({
    ...{ user: { name: 'Bo', avatarUrl: null }, guild: null, channel: null },
  });
});

test('nothing of it can be used by who reads the store, the log or the address', async () => {
  const bo = browser();
  const address = await bo.begin();
  const state = new URL(address).searchParams.get('state') ?? '';
  const challenge = new URL(address).searchParams.get('code_challenge');
  const [name, held] = [...bo.jar][0] ?? [];
  expect(name).toBe('hindsight_signin');
  expect(address).not.toContain(held);
  await bo.get(await press(address, 'approve'));
  const { body } = (await tokenRequests()).at(-1) as unknown as {
    body: { code_verifier: string; code: string };
  };
  const hash = createHash('sha256').update(body.code_verifier).digest('base64url');
  expect(hash).toBe(challenge);
  for (const secret of [state, held, body.code, body.code_verifier, sandbox.clientSecret]) {
    expect(app.lines.join('')).not.toContain(secret);
  }
});

test("Discord's token is given back at once", async () => {
  const bo = browser();
  await bo.get(await press(await bo.begin(), 'approve'));
  const { answer } = (await tokenRequests()).at(-1) as unknown as {
    answer: { access_token: string };
  };
  const headers = { Authorization: `Bearer ${answer.access_token}` };
  expect((await fetch(`${sandbox.apiUrl}/v10/users/@me`, { headers })).status).toBe(401);
  expect(await bo.whoAmI()).toBe('Bo');
});

test('where Discord does not take its token back, one is signed in all the same', async () => {
  await sandbox.control.addFault({ path: '/oauth2/token/revoke', kind: { status: 500 } });
  const bo = browser();
  expect((await bo.get(await press(await bo.begin(), 'approve'))).to).toBe('/share?x=1');
  expect(await bo.whoAmI()).toBe('Bo');
  expect(app.lines.join('')).toContain('did not take back a token');
});

test('who says no is back, and not signed in', async () => {
  const bo = browser();
  const back = await press(await bo.begin(), 'deny');
  expect((await bo.get(back)).to).toBe('/library?signin=denied');
  expect(await bo.whoAmI()).toBeNull();
});

test('coming back twice by the same address is too late, and stays who one is', async () => {
  const bo = browser();
  const back = await press(await bo.begin(), 'approve');
  await bo.get(back);
  expect((await bo.get(back)).to).toBe('/library?signin=expired');
  expect(await bo.whoAmI()).toBe('Bo');
});

test('of two who come back at once, one gets in', async () => {
  const bo = browser();
  const back = await press(await bo.begin(), 'approve');
  const both = await Promise.all([bo.get(back), bo.get(back)]);
  expect(both.map(({ to }) => to).toSorted()).toEqual(['/library?signin=expired', '/share?x=1']);
});

test('a code that was used before gets nobody in', async () => {
  const [bo, cy] = [browser(), browser()];
  const used = new URL(await press(await bo.begin(), 'approve'));
  await bo.get(used.href);
  const back = new URL(await press(await cy.begin(), 'approve', 'cy'));
  back.searchParams.set('code', used.searchParams.get('code') ?? '');
  expect((await cy.get(back.href)).to).toBe('/library?signin=expired');
  expect(await cy.whoAmI()).toBeNull();
});

test("somebody else's code is of no use: it belongs to another verifier", async () => {
  const [bo, cy] = [browser(), browser()];
  const stolen = new URL(await press(await bo.begin(), 'approve'));
  const back = new URL(await press(await cy.begin(), 'approve', 'cy'));
  back.searchParams.set('code', stolen.searchParams.get('code') ?? '');
  expect((await cy.get(back.href)).to).toBe('/library?signin=expired');
  expect(await cy.whoAmI()).toBeNull();
});

test("another browser can't be signed in by an address that it was sent", async () => {
  const [attacker, victim] = [browser(), browser()];
  const back = await press(await attacker.begin(), 'approve');
  expect((await victim.get(back)).to).toBe('/library?signin=mismatch');
  await victim.begin();
  expect((await victim.get(back)).to).toBe('/library?signin=mismatch');
  expect(await victim.whoAmI()).toBeNull();
  // It is still the right one's.
  expect((await attacker.get(back)).to).toBe('/share?x=1');
});

test('a state that was made up, or none, gets nobody in', async () => {
  const bo = browser();
  const back = new URL(await press(await bo.begin(), 'approve'));
  for (const state of ['made-up', '']) {
    back.searchParams.set('state', state);
    expect((await bo.get(back.href)).to).toBe('/library?signin=expired');
  }
  expect((await bo.get('/api/auth/discord/callback')).to).toBe('/library?signin=expired');
  expect(await bo.whoAmI()).toBeNull();
});

test('whoever takes longer than ten minutes begins anew', async () => {
  expect(SIGN_IN_LIFE_MS).toBe(600_000);
  const bo = browser();
  const records = app.services.store.records('discord-sign-ins');
  const set = records.set.bind(records);
  records.set = (key, value) => set(key, value, 1);
  const address = await bo.begin();
  records.set = set;
  expect((await bo.get(await press(address, 'approve'))).to).toBe('/library?signin=expired');
  // Discord's own limit is shorter: a minute for the code.
  const back = await press(await bo.begin(), 'approve');
  await sandbox.control.advance(61_000);
  expect((await bo.get(back)).to).toBe('/library?signin=expired');
});

test.each([
  ['/oauth2/token$', { status: 503 }],
  ['/oauth2/token$', { cutAfter: 0 }],
  ['/users/@me', { status: 500 }],
  ['/oauth2/token$', { loseAnswer: true }],
] as const)('while Discord is away (%s %o), that is what is said', async (path, kind) => {
  const bo = browser();
  const back = await press(await bo.begin(), 'approve');
  await sandbox.control.addFault({ path, kind });
  expect((await bo.get(back)).to).toBe('/library?signin=away');
  expect(await bo.whoAmI()).toBeNull();
  // And the next try works.
  expect((await bo.get(await press(await bo.begin(), 'approve'))).to).toBe('/share?x=1');
});

test('a wrong secret is for the log to say, not for the person', async () => {
  await app.close();
  await openApp('wrong');
  const bo = browser();
  expect((await bo.get(await press(await bo.begin(), 'approve'))).to).toBe('/library?signin=away');
  expect(app.lines.join('')).toContain('invalid_client');
});

test('several tabs may be on their way at once', async () => {
  const bo = browser();
  const [one, two] = [await bo.begin('/share'), await bo.begin('/trim')];
  expect((await bo.get(await press(two, 'approve'))).to).toBe('/trim');
  expect((await bo.get(await press(one, 'approve'))).to).toBe('/share');
});

test('signing in as somebody else ends who was signed in here', async () => {
  const bo = browser();
  await bo.get(await press(await bo.begin(), 'approve'));
  const before = `hindsight_session=${bo.jar.get('hindsight_session')}`;
  await bo.get(await press(await bo.begin(), 'approve', 'cy'));
  expect(await bo.whoAmI()).toBe('Cy');
  expect((await app.call('/api/session', { cookie: before })).status).toBe(401);
});

test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example'])(
  'nobody is sent on to %j',
  async (next) => {
    const bo = browser();
    expect((await bo.get(await press(await bo.begin(next), 'approve'))).to).toBe('/library');
  },
);

test('by another name of this machine, one is sent to the right one first, once', async () => {
  const other = app.url.replace('127.0.0.1', 'localhost');
  const go = async (path: string) =>
    (await fetch(other + path, { redirect: 'manual' })).headers.get('Location') ?? '';
  const moved = await go('/api/auth/discord?next=/trim%3Fclip%3D7');
  expect(moved).toBe(`${app.url}/api/auth/discord?next=%2Ftrim%3Fclip%3D7&moved=1`);
  expect(await go('/api/auth/discord?moved=1')).toMatch(/oauth2\/authorize/);
});

test('it begins with Discord a limited number of times', async () => {
  for (let i = 0; i < 30; i++) await app.call('/api/auth/discord', { redirect: 'manual' });
  const response = await app.call('/api/auth/discord', { redirect: 'manual' });
  expect([response.status, await app.words(response)]).toEqual([
    ...[429, expect.stringContaining('Try again in ')],
  ]);
});

test('where it is not set up, that is said', async () => {
  const without = await openTestApp();
  const about = await (await without.call('/api/about')).json();
  expect(about).toMatchObject({ discordSignIn: false });
  const response = await without.call('/api/auth/discord', { redirect: 'manual' });
  expect([response.status, await without.words(response)]).toEqual([
    ...[404, expect.stringContaining('/replay library')],
  ]);
  await without.close();
});
