import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from './test-app.ts';

const ASSETS = fileURLToPath(new URL('../../bridge-web/dist/assets', import.meta.url));
const scripts = (await readdir(ASSETS).catch(() => [])).filter((file) => file.endsWith('.js'));

let app: TestApp;
beforeEach(async () => {
  app = await openTestApp();
});
afterEach(() => app.close());

describe.skipIf(scripts.length === 0)('the built pages', () => {
  test('each is there, and its scripts come compressed to who can read that', async () => {
    for (const page of ['share', 'library', 'trim', 'privacy']) {
      expect(await (await app.call(`/${page}`)).text()).toContain('<script type="module"');
    }
    const [script = ''] = scripts;
    const whole = await readFile(`${ASSETS}/${script}`, 'utf8');
    for (const encoding of ['br', 'gzip', null]) {
      const headers = { 'Accept-Encoding': encoding ?? 'identity' };
      const response = await app.call(`/assets/${script}`, { headers });
      expect(response.headers.get('Content-Encoding')).toBe(encoding);
      expect(response.headers.get('Content-Type')).toMatch(/^text\/javascript/);
      expect(await response.text()).toBe(whole);
    }
  });

  test('what is not there is said in readable words', async () => {
    const response = await app.call('/assets/none.js');
    expect(response.status).toBe(404);
    expect(await app.words(response)).toMatch(/\.$/);
    const above = await app.call('/assets/..%2F..%2Fpackage.json');
    expect([above.status, await above.text()]).toEqual([
      404,
      await (await app.call('/assets/no.js')).text(),
    ]);
  });
});
