import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** As a page in a browser of that language has it, which calls a server that does so. */
async function inBrowser(language: string, fetch: typeof globalThis.fetch) {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages: [language] });
  vi.stubGlobal('fetch', fetch);
  return import('./api.ts');
}

test.each([
  ['de-AT', 'de'],
  ['en-GB', 'en'],
  ['fr', 'en'],
])('a page in a browser of %s asks the server for words in %s', async (browser, language) => {
  const asked = vi.fn<typeof globalThis.fetch>(async () => Response.json({ ok: true }));
  const { call } = await inBrowser(browser, asked);
  await call('GET', '/api/clips');
  await call('POST', '/api/clips', { durationMs: 1 });
  for (const [, init] of asked.mock.calls) {
    expect(new Headers(init?.headers).get('Accept-Language')).toBe(language);
  }
  const types = asked.mock.calls.map(([, init]) => new Headers(init?.headers).get('Content-Type'));
  expect(types).toEqual([null, 'application/json']);
});

test('what the server does not say itself, a German page says in German', async () => {
  const away = await inBrowser('de', async () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(away.call('GET', '/')).rejects.toMatchObject({
    status: 0,
    message: expect.stringContaining('Hindsight ist nicht erreichbar.'),
  });
  const broken = await inBrowser('de', async () => new Response('<html>', { status: 502 }));
  await expect(broken.call('GET', '/')).rejects.toMatchObject({
    message: 'Hindsight hat mit Fehler 502 geantwortet.',
  });
});
