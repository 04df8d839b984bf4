import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from './app.ts';
import { routesOf } from './matrix/routes.ts';
import { openPreviewsOnce, openWorld, type World } from './matrix/world.ts';
import { openTestApp, type TestApp } from './test-app.ts';

// What is put in the place of an id or a file's name, in every address that has one.
vi.setConfig({ testTimeout: 30_000 });

const SECRET = 'nobody-reads-this';
const UP = ['..', '..%2f', '%2e%2e%2f', '..%252f', '..%5c', '..\\', '....//', '%c0%ae%c0%ae%2f'];
const HOSTILE = [
  ...UP.flatMap((up) => [up, `${up}${up}secret.txt`, `${up.repeat(8)}etc%2fpasswd`]),
  ...['%00', '9%00', '9.mp4%00.jpg', '9%0d%0aX-Injected:%201', '9%0aX-Injected:%201', '%', '%zz'],
  ...['C:%5cWindows%5cwin.ini', '%2fetc%2fpasswd', '%5c%5cevil.example%5cshare', 'CON', '9::$DATA'],
  ...['-1', '1e3', '0x9', '9'.repeat(400), '%F0%9F%92%A5', '__proto__', 'constructor', '9;x=1'],
];

let previews: Awaited<ReturnType<typeof openPreviewsOnce>>;
let world: World;
let app: TestApp;
let headers: Record<string, string>;
beforeAll(async () => {
  previews = await openPreviewsOnce();
  world = await openWorld(previews.previews);
  await world.reset();
  ({ app } = world);
  await writeFile(join(app.dataDir, 'secret.txt'), SECRET);
  await writeFile(join(app.dataDir, '..', 'secret.txt'), SECRET).catch(() => {});
  headers = await world.headersOf('owner');
});
afterAll(async () => {
  await world.close();
  await previews.close();
});

/** As it is written: `fetch` would tidy it up. */
async function ask(method: string, path: string) {
  const { hostname: host, port } = new URL(app.url);
  const sent = request({ host, port, method, path, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { response, body: Buffer.concat(await response.toArray()).toString() };
}

const app0 = await openTestApp();
const withParts = routesOf(createApp(app0.services)).filter((route) => route.includes('/:'));
await app0.close();

test('there are such addresses', () => {
  expect(withParts.length).toBeGreaterThan(15);
});

describe.each(withParts)('%s', (route) => {
  test('opens nothing that lies elsewhere, and says so in words', async () => {
    const [method = '', path = ''] = route.split(' ');
    for (const hostile of HOSTILE) {
      const { response, body } = await ask(method, path.replace(/:\w+/g, hostile));
      const where = `${method} ${path} ${hostile}: ${response.statusCode} ${body.slice(0, 200)}`;
      expect(response.statusCode, where).toBeGreaterThanOrEqual(300);
      expect(response.statusCode, where).toBeLessThan(500);
      expect(body, where).not.toContain(SECRET);
      expect(body, where).not.toContain('root:');
      expect(response.headers['x-injected'], where).toBeUndefined();
      if (response.statusCode !== 302 && !body.startsWith('<!doctype'))
        expect(JSON.parse(body), where).toEqual({ error: expect.stringMatching(/\.$/) });
    }
  });
});

test.each([
  '/c/9.mp4?download=x%0d%0aX-Injected:%201',
  '/api/clips/9/file?download=x%0d%0aX-Injected:%201',
  '/api/auth/discord?next=%0d%0aX-Injected:%201',
  '/api/auth/discord/callback?state=%0d%0aX-Injected:%201&code=%0d%0a',
  '/api/events?language=%0d%0aX-Injected:%201&lastEventId=%0d%0a',
  '/api/clips?cursor=%0d%0aX-Injected:%201',
])('%s puts no header into the answer', async (path) => {
  const { hostname: host, port } = new URL(app.url);
  const sent = request({ host, port, path, headers }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.destroy();
  expect(response.headers['x-injected']).toBeUndefined();
  expect(response.statusCode).toBeLessThan(500);
});

test('a title with a line break, which could become a header, is none', async () => {
  for (const title of ['a\r\nX-Injected: 1', 'a\nb', 'a\u0000b', 'a\u2028b']) {
    const init = { method: 'PATCH', headers, json: { title } };
    const response = await app.call('/api/clips/9', init);
    expect(response.status).toBe(400);
  }
});
