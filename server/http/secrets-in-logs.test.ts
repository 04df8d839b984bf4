import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDiscordSignIn } from '../auth/discord-sign-in.ts';
import { installationSecret } from '../auth/secret.ts';
import { signed } from '../livekit/test-webhooks.ts';
import { openWho, WHO } from './matrix/who.ts';
import { LIVEKIT, openTestApp, type TestApp } from './test-app.ts';

const CODE = 'a-code-that-discord-gave-out';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp(({ store, url }) => ({
    publicUrl: url,
    discordSignIn: createDiscordSignIn(store, {
      authorizeUrl: async (state) => `https://discord.example/authorize?state=${state}`,
      whoAgreed: () => Promise.reject(new Error('Discord is away')),
    }),
  }));
});
afterAll(() => app.close());

/** What stands in the log of these, or a part of it that is as good. */
const found = (lines: string[], secrets: string[]) =>
  secrets.filter((secret) => {
    const parts = secret.split('.').filter((part) => part.length >= 16);
    return lines.some((line) => [secret, ...parts.slice(1)].some((part) => line.includes(part)));
  });
const tokenIn = (headers: Record<string, string>) =>
  (headers.Cookie?.split('=')[1] ?? headers.Authorization?.replace('Bearer ', '')) || undefined;

test('whatever is given out or sent to sign in stands in no line of the log, also where it goes wrong', async () => {
  const { services, call, dataDir } = app;
  const secrets: string[] = [LIVEKIT.apiSecret, installationSecret(dataDir, 'internal'), CODE];
  const keep = (secret?: string | null) => {
    if (secret) secrets.push(secret);
    return secret ?? '';
  };
  const headersOf = await openWho(app);
  const cookie = await app.signIn();
  keep(cookie.split('=')[1]);
  await app.agree(cookie);

  // Links: a good one, a used one, one that never was.
  const link = keep(
    await services.links.create((await services.sessions.read(cookie.split('=')[1]!)).identity),
  );
  for (const one of [link, link, keep('a-link-that-never-was-one-of-ours')]) {
    await call('/api/session', { method: 'POST', json: { link: one } });
  }

  // Discord's sign-in, which breaks off.
  const begun = await call('/api/auth/discord', { redirect: 'manual' });
  const browser = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  keep(browser.split('=')[1]);
  const state = keep(new URL(begun.headers.get('Location') ?? '').searchParams.get('state'));
  const back = `/api/auth/discord/callback?state=${state}&code=${CODE}`;
  for (const init of [{ cookie: browser }, { cookie: browser }, {}]) {
    await call(back, { ...init, redirect: 'manual' });
  }

  // LiveKit's token, and webhooks.
  const answer = await call('/api/livekit/token', { method: 'POST', cookie });
  keep(((await answer.json()) as { token: string }).token);
  const body = '{"event":"room_started","id":"EV_1","room":{"name":"x"}}';
  for (const secret of [LIVEKIT.apiSecret, 'another-secret-of-32-characters!']) {
    const { authorization } = await signed(body, { secret });
    keep(authorization);
    const headers = { Authorization: authorization };
    await call('/api/livekit/webhook', { method: 'POST', body, headers });
  }

  // A clip's link, by which it is asked for until it breaks.
  const clip = (await services.clips.get('9'))!;
  const page = new URL(services.clipLinks.page(clip));
  keep(page.searchParams.get('sig'));
  await call(`${page.pathname}${page.search}`);
  const { get } = services.clips;
  services.clips.get = async () => {
    throw new Error('the store is on fire');
  };
  for (const who of WHO) {
    const headers = await headersOf(who);
    keep(tokenIn(headers));
    await call('/api/settings', { headers });
    await call(`/api/clips/9/file${page.search}`, { headers });
    await call(`${page.pathname}${page.search}`, { headers });
  }
  services.clips.get = get;

  expect(app.lines.some((line) => line.includes('the store is on fire'))).toBe(true);
  expect(app.lines.some((line) => line.includes('webhook refused'))).toBe(true);
  expect(secrets.length).toBeGreaterThan(25);
  expect(found(app.lines, secrets)).toEqual([]);
  // It would be seen.
  for (const secret of secrets)
    expect(found([`{"url":"/x?y=${secret}"}`], secrets)).toContain(secret);
});
