import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from './app.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

vi.setConfig({ testTimeout: 60_000 });

/** An answer takes milliseconds; what hangs is cut off. */
const HANGS_MS = 10_000;
const TOO_MUCH = 64 * 1024;
const HERE = new URL('.', import.meta.url);

let app: TestApp;
let cookie: string;
let key: string;
beforeAll(async () => {
  const none = async () => {
    const { UserError } = await import('../errors.ts');
    throw new UserError('There is no such preview.', { status: 404 });
  };
  const previews = ['rangeOf', 'open', 'get', 'made', 'segment', 'close'];
  app = await openTestApp(() => ({
    previews: Object.fromEntries(previews.map((name) => [name, none])) as never,
  }));
  cookie = await app.signIn();
  key = (await app.asKey()).headers.Authorization;
  await app.agree(cookie);
});
afterAll(() => app.close());

interface Route {
  method: string;
  path: string;
}

/** What the routers themselves list, so that a new route is tried as well. */
function routes(): Route[] {
  const { middleware } = createApp(app.services) as unknown as { middleware: Mounted[] };
  return middleware.flatMap(({ router }) =>
    (router?.stack ?? []).flatMap(({ methods, path }) =>
      methods
        .filter((method) => method !== 'HEAD')
        .map((method) => ({ method, path: String(path) })),
    ),
  );
}

interface Mounted {
  router?: { stack: { methods: string[]; path: string | RegExp }[] };
}

/** Of all schemas of requests, by their source: a new one is tried as well. */
const FIELDS = [
  ...new Set(
    readdirSync(HERE)
      .filter((name) => name.endsWith('.ts') && !name.includes('test'))
      .flatMap((name) => [
        ...readFileSync(new URL(name, HERE), 'utf8').matchAll(/^\s+(\w+): (?:z\b|\w+\.)/gm),
      ])
      .map(([, field = '']) => field),
  ),
];

const LONG = 'x'.repeat(5000);
const VALUES: unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, '', ' ', LONG, [], {}, [[]], Array(5000).fill('1')],
  ...['../../etc/passwd', '/etc/passwd', 'a\0b', 'a\r\nSet-Cookie: a=b', '\u202etxt.exe', '\ud800'],
  ...['@everyone <@&123> <script>alert(1)</script>', '%00', '%2e%2e%2f', '__proto__', 'NaN'],
  ...['99999999999999999999999999', '-1', '0x10', '2026-01-01', 'http://169.254.169.254/'],
  { toString: 1, length: -1, then: 1 },
];
const IDS = [
  ...[
    '0',
    '-1',
    '9',
    '7',
    '99999999999999999999',
    'NaN',
    'orders',
    '..',
    '%2e%2e',
    '%2e%2e%2f%2e%2e',
  ],
  ...['%00', '%0d%0aSet-Cookie:%20a=b', '%ff', '%e0%80%af', '%', encodeURIComponent('\u202e'), '*'],
  ...[LONG.slice(0, 2000), '__proto__', 'constructor', '<script>', "'%20or%201=1--", ':id'],
];
const QUERIES = [
  ...[
    '?limit=-1',
    '?limit=1e9',
    '?cursor=%00',
    '?cursor=:',
    '?cursor=1:%ff',
    '?scope[]=mine&scope=x',
  ],
  ...[
    '?q=%',
    '?q=a&q=b',
    `?q=${LONG}`,
    '?sort=__proto__',
    '?language=__proto__',
    '?download=%0d%0aX:%20y',
  ],
  ...[
    '?state[]=1&code=x',
    '?next=//evil.example',
    '?channelId=../guilds/1',
    '?lastEventId=1e99',
    '?%',
  ],
];
const HEADERS: Record<string, string>[] = [
  ...['Bearer', 'Bearer x', `Bearer ${LONG}`, 'Basic x', 'Bearer a.b.c'].map((Authorization) => ({
    Authorization,
  })),
  ...['hindsight_session=', `hindsight_session=${LONG}`, 'hindsight_session=%00; =; ;;', '='].map(
    (Cookie) => ({ Cookie }),
  ),
  ...['', ',,,', LONG, '*;q=x', '__proto__'].map((language) => ({ 'Accept-Language': language })),
  ...['bytes=5-1', 'bytes=-', 'bytes=99999999999-', 'items=1', 'bytes=0-0,2-3'].map((Range) => ({
    Range,
  })),
  ...['x', '-1', '9'.repeat(400)].map((id) => ({ 'Last-Event-ID': id, 'X-Request-Id': id })),
  ...['bogus', 'gzip', 'br'].map((encoding) => ({ 'Content-Encoding': encoding })),
  ...['null', 'https://evil.example', 'x'].map((Origin) => ({ Origin })),
  { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-For': 'a, b' },
  { 'If-None-Match': '*', 'If-Modified-Since': 'never', Accept: LONG },
];
const BODIES: [type: string, body: string][] = [
  ...['', 'null', '[]', '"x"', '1', '{', '{"a":', '[['.repeat(5000), '{"__proto__":{"x":1}}'].map(
    (body) => ['application/json', body] as [string, string],
  ),
  ['application/json', `{"title":"${'x'.repeat(70_000)}"}`],
  ['application/json', '{"constructor":{"prototype":{"x":1}},"ids":{"length":1e9}}'],
  ['application/json; charset=utf-7', '{}'],
  ['application/x-www-form-urlencoded', 'title=x&ids[]=1'],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n'],
  ['text/plain', 'title'],
  ['', '\0\u0001'],
];

interface Junk {
  route: Route;
  path: string;
  headers?: Record<string, string>;
  type?: string;
  body?: string;
}

/** By hand: `fetch` would not send most of it. */
function send({ route, path, headers = {}, type, body }: Junk) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const asked = request(
    app.url + path,
    {
      ...{ method: route.method, agent: false },
      headers: {
        Cookie: cookie,
        ...(type !== undefined && { 'Content-Type': type }),
        ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        ...headers,
      },
    },
    (response) => {
      const { statusCode: status = 0 } = response;
      const isStream = response.headers['content-type'] === 'text/event-stream';
      if (isStream) {
        resolve({ status, text: '' });
        return void response.destroy();
      }
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status, text }));
    },
  );
  asked.setTimeout(HANGS_MS, () =>
    reject(
      new Error(
        `${route.method} ${path} hangs: ${JSON.stringify(headers)} ${type} ${body?.slice(0, 200)}`,
      ),
    ),
  );
  asked.once('error', (error: NodeJS.ErrnoException) => {
    // What is too much is not read to its end, which may cut off the answer.
    const isCutOff = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    if (isCutOff && (body?.length ?? 0) > TOO_MUCH) return resolve({ status: 413, text: '' });
    reject(new Error(`${route.method} ${path}: ${type} ${body?.slice(0, 200)}`, { cause: error }));
  });
  asked.end(body);
  return promise;
}

async function expectWords(junk: Junk): Promise<void> {
  const { route, path, type, body, headers } = junk;
  const { status, text } = await send(junk);
  const what = `${route.method} ${path} ${type ?? ''} ${JSON.stringify(headers)} ${body}`.slice(
    0,
    300,
  );
  // Here, LiveKit is silent.
  if (route.path === '/readyz') return;
  expect(status, `${what}: ${text}`).toBeLessThan(500);
  if (status < 400 || !text.startsWith('{')) return;
  const { error } = JSON.parse(text) as { error?: string };
  expect(error ?? 'no words', what).toMatch(/^[A-Z"].+[.:]$/s);
}

const fill = (path: string, id: string) => path.replace(/:\w+/g, id);

test('every route answers what is no sense with words, and none with a fault of its own', async () => {
  const all = routes();
  expect(all.length).toBeGreaterThan(50);
  expect(FIELDS.length).toBeGreaterThan(20);
  for (const route of all) {
    const path = fill(route.path, '9');
    for (const id of route.path.includes(':') ? IDS : []) {
      await expectWords({ route, path: fill(route.path, id) });
    }
    for (const query of QUERIES) await expectWords({ route, path: path + query });
    for (const headers of HEADERS) await expectWords({ route, path, headers });
    if (route.method === 'GET') continue;
    for (const [type, body] of BODIES) await expectWords({ route, path, type, body });
    for (const value of VALUES) {
      const body = JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, value])));
      await expectWords({ route, path, type: 'application/json', body });
      await expectWords({
        ...{ route, path, type: 'application/json', body },
        headers: { Authorization: key, Cookie: '' },
      });
    }
    if (path.startsWith('/api/session')) cookie = await app.signIn(ADA);
  }
  const broken = app.lines.filter((line) => line.includes('request failed'));
  expect(broken).toEqual([]);
});

test('each field alone is looked at, too', async () => {
  for (const route of routes().filter(({ method }) => method !== 'GET')) {
    const path = fill(route.path, '9');
    for (const name of FIELDS) {
      for (const value of [null, -1, LONG, ['1'], '\u202e\0']) {
        const body = JSON.stringify({ [name]: value });
        await expectWords({ route, path, type: 'application/json', body });
      }
    }
    if (path.startsWith('/api/session')) cookie = await app.signIn(ADA);
  }
});
