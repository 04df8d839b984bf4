import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from './api.ts';
import { linkIn, openSession, otherPerson } from './session.ts';

afterEach(() => vi.unstubAllGlobals());

/** A server by table: `POST /api/session` and the like to a status and a body. */
function server(answers: Record<string, [status: number, body: unknown]>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit) => {
    asked.push(`${method} ${path}${body ? ` ${body}` : ''}`);
    const [status, json] = answers[`${method} ${path}`] ?? [404, { error: 'nothing there' }];
    return new Response(JSON.stringify(json), { status });
  });
  return asked;
}

const session = { user: { id: '1', name: 'Ada' }, windowMs: 1_200_000 };
const SPENT = 'This link was used already. Type /replay start in Discord for a new one.';

test.each([
  ['#link=abc-_1', 'abc-_1'],
  ['#link=', undefined],
  ['#other', undefined],
  ['', undefined],
])('the link in %j', (hash, link) => expect(linkIn(hash)).toBe(link));

test('a link is spent once, then the session is read', async () => {
  const asked = server({ 'POST /api/session': [200, {}], 'GET /api/session': [200, session] });
  expect(await openSession('abc')).toEqual(session);
  expect(asked).toEqual(['POST /api/session {"link":"abc"}', 'GET /api/session']);
});

test('a spent link opened again shows the session it was spent on', async () => {
  server({ 'POST /api/session': [401, { error: SPENT }], 'GET /api/session': [200, session] });
  expect(await openSession('abc')).toEqual(session);
});

test('a spent link without a session tells the server’s words', async () => {
  const refused = { error: 'You are not signed in.' };
  server({ 'POST /api/session': [401, { error: SPENT }], 'GET /api/session': [401, refused] });
  await expect(openSession('abc')).rejects.toThrow(SPENT);
});

test('without a link and a session nobody is signed in', async () => {
  server({ 'GET /api/session': [401, { error: 'You are not signed in.' }] });
  await expect(openSession(undefined)).rejects.toMatchObject({ status: 401 });
});

test('a server that goes away behind a spent link may be back soon', async () => {
  const away = { error: 'Starting.' };
  server({ 'POST /api/session': [401, { error: SPENT }], 'GET /api/session': [503, away] });
  await expect(openSession('abc')).rejects.toMatchObject({ status: 503 });
});

test('a link for somebody else is no sign-in: it is asked who one wants to be', async () => {
  const names = { signedInAs: 'Bo', linkFor: 'Ada' };
  const asked = server({
    'POST /api/session': [409, { error: 'This link is for Ada.', ...names }],
    'GET /api/session': [200, session],
  });
  const refused = await openSession('abc').catch((error) => error);
  expect(otherPerson(refused)).toEqual(names);
  expect(asked).toEqual(['POST /api/session {"link":"abc"}']);
  expect(otherPerson(new ApiError(409, 'Choose a channel first.'))).toBeUndefined();
  expect(otherPerson(new ApiError(401, SPENT, names))).toBeUndefined();
});

test('instead of whoever is signed in', async () => {
  const asked = server({ 'POST /api/session': [200, {}], 'GET /api/session': [200, session] });
  await openSession('abc', true);
  expect(asked[0]).toBe('POST /api/session {"link":"abc","instead":true}');
});

test('a busy server is no refusal: the link may still be good', async () => {
  const asked = server({ 'POST /api/session': [503, { error: 'Starting.' }] });
  await expect(openSession('abc')).rejects.toMatchObject({ status: 503, message: 'Starting.' });
  expect(asked).toHaveLength(1);
});
