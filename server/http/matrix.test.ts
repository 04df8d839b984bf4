import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from './app.ts';
import { routesOf } from './matrix/routes.ts';
import { type Row, rows } from './matrix/rows.ts';
import { IDS, NOBODY, STRANGERS, WHO, type Who } from './matrix/who.ts';
import { openPreviewsOnce, openWorld, PRIVATE, PUBLIC, type World } from './matrix/world.ts';

// Who may do what over HTTP: every address, asked by everybody.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const FOREIGN: Record<string, string>[] = [
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
];
/** What the answer to one request has of its own. */
const OWN = ['date', 'x-request-id', 'set-cookie'];

let previews: Awaited<ReturnType<typeof openPreviewsOnce>>;
let world: World;
beforeAll(async () => {
  previews = await openPreviewsOnce();
});
afterAll(() => previews.close());

const methodOf = ({ route }: Row) => route.split(' ')[0] ?? '';
const writes = (row: Row) => !['GET', 'HEAD'].includes(methodOf(row));

/** What a row asks, or the same about what is not there. */
async function asked(row: Row, missing = false) {
  const told = missing ? row.missing : undefined;
  const path = told?.path ?? (row.path ? await row.path(world) : row.route.split(' ')[1]) ?? '';
  const json = told?.json ?? (typeof row.json === 'function' ? await row.json(world) : row.json);
  return { path, json, method: methodOf(row) };
}

async function ask(
  request: Awaited<ReturnType<typeof asked>>,
  who: Who,
  headers: Record<string, string> = {},
) {
  const { path, ...init } = request;
  const response = await world.app.call(path, {
    ...{ ...init, redirect: 'manual' },
    headers: { ...(await world.headersOf(who)), ...headers },
  });
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { response, body: '' };
  }
  return { response, body: await response.text() };
}

/** Whatever is answered, to whomever. */
function needGuarded({ headers, url }: Response, body: string): void {
  expect(headers.get('Content-Security-Policy')).toMatch(
    /script-src 'self';.*frame-ancestors 'none'/,
  );
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(headers.get('Referrer-Policy')).toBe('same-origin');
  const { pathname } = new URL(url);
  if (pathname.startsWith('/api/')) {
    expect(headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
  }
  // What is one person's, or can be taken back.
  if (/^\/(api|c)\//.test(pathname)) {
    expect(headers.get('Cache-Control')).toMatch(/^(no-store|private, (no-cache|max-age=\d+.*))$/);
  }
  if (headers.get('Content-Type')?.startsWith('text/html')) {
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<[^>]+\son\w+=|="javascript:/i);
  }
}

function needSentence(body: string): void {
  if (body.startsWith('<!doctype html>')) return expect(body).toContain('There is no clip here');
  expect(JSON.parse(body)).toMatchObject({ error: expect.stringMatching(/\w.*[.]$/) });
}

test('every address is in the table, and nothing else is', async () => {
  world = await openWorld(previews.previews);
  const all = new Set(routesOf(createApp(world.app.services)));
  await world.close();
  const open = [...all].filter((route) => !route.includes(' /api/internal/'));
  expect(new Set(rows.map(({ route }) => route))).toEqual(new Set(open));
  expect(all.size - open.length).toBeGreaterThan(20);
});

describe.each(rows.map((row) => [[row.route, row.what].join(' ').trim(), row] as const))(
  '%s',
  (_, row) => {
    beforeAll(async () => {
      world = await openWorld(previews.previews);
    });
    afterAll(() => world.close());
    let isAsItWas = false;
    beforeEach(async () => {
      if (!isAsItWas) await world.reset();
      isAsItWas = !writes(row);
    });

    test.each(WHO.map((who) => [who, row.may[who]] as const))('%s: %i', async (who, status) => {
      const acts = row.acts ? row.acts.includes(who) : status < 400;
      const request = await asked(row);
      const before = acts ? null : await world.kept();
      const { response, body } = await ask(request, who);
      expect(response.status).toBe(status);
      needGuarded(response, body);
      if (status >= 400 && status !== 503) needSentence(body);
      const hasNoPart = [...STRANGERS, ...NOBODY].some((one) => one === who);
      const byLink = row.route === 'GET /c/:file' && status === 200;
      if (!byLink && (hasNoPart || status >= 400)) expect(body).not.toContain(PRIVATE);
      if (hasNoPart || status >= 400) expect(body).not.toContain(PUBLIC);
      if (!acts) {
        expect(await world.kept()).toEqual(before);
        isAsItWas = true;
      }
    });

    const refused = WHO.filter((who) => row.missing && row.may[who] >= 400);
    if (refused.length > 0)
      test('what they may not and what is not there look the same', async () => {
        for (const who of refused) {
          const theirs = await ask(await asked(row), who);
          const missing = await ask(await asked(row, true), who);
          const seen = ({ response, body }: typeof theirs) => {
            const headers = [...response.headers].filter(([name]) => !OWN.includes(name));
            return { who, status: response.status, body, headers };
          };
          expect(seen(theirs)).toEqual(seen(missing));
        }
      });

    if (writes(row))
      test("another site's page gets nothing done with this browser's cookie", async () => {
        const request = await asked(row);
        const before = await world.kept();
        for (const headers of FOREIGN) {
          const { response, body } = await ask(request, 'owner', headers);
          expect(response.status).toBe(row.route.endsWith('/webhook') ? 401 : 403);
          needSentence(body);
        }
        expect(await world.kept()).toEqual(before);
      });

    if (methodOf(row) === 'GET')
      test('asked for its head alone, it says the same of who may', async () => {
        for (const who of ['owner', 'outsider', 'signed out'] as const) {
          const { response, body } = await ask({ ...(await asked(row)), method: 'HEAD' }, who);
          expect([response.status, body]).toEqual([row.may[who], '']);
        }
      });
  },
);

describe('what processes of this installation ask', () => {
  beforeAll(async () => {
    world = await openWorld(previews.previews);
  });
  afterAll(() => world.close());

  test('is answered to them alone', async () => {
    const internal = routesOf(createApp(world.app.services)).filter((route) =>
      route.includes(' /api/internal/'),
    );
    for (const route of internal) {
      const [method = '', path = ''] = route.split(' ');
      const request = { method, path, json: method === 'GET' ? undefined : { args: [] } };
      const before = await world.kept();
      for (const who of WHO) {
        if (who === "installation's key") continue;
        const { response, body } = await ask(request, who);
        expect([route, who, response.status]).toEqual([route, who, 401]);
        needSentence(body);
      }
      expect(await world.kept()).toEqual(before);
      const { response } = await ask(request, "installation's key");
      expect([route, response.status].join()).toMatch(/,(200|204|400|503)$/);
    }
  });
});

describe('while Discord does not say who is on which server', () => {
  const clip: Row = rows.find(
    ({ route, what }) => route === 'GET /api/clips/:id' && what === 'public',
  )!;
  beforeAll(async () => {
    world = await openWorld(previews.previews);
    await world.reset();
    world.app.played.isMember = () => Promise.reject(new Error('Discord is away'));
  });
  afterAll(() => world.close());

  test('who was never seen on a server does not learn which numbers its clips have', async () => {
    const theirs = await ask(await asked(clip), 'outsider');
    const missing = await ask(await asked(clip, true), 'outsider');
    expect([theirs.response.status, theirs.body]).toEqual([404, missing.body]);
  });

  test('who was is told that it can not be known just now', async () => {
    await world.app.services.memberships.note(IDS.member, ['10']);
    expect((await ask(await asked(clip), 'member')).response.status).toBe(503);
  });
});
