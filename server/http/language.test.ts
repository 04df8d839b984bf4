import { SnowflakeUtil } from 'discord.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClipOrder } from '../clips/order.ts';
import { en } from '../words/en.ts';
import { openTestApp, type TestApp } from './test-app.ts';

const GERMAN = { 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5' };

let app: TestApp;
let cookie: string;
beforeAll(async () => {
  app = await openTestApp();
  cookie = await app.signIn();
});
afterAll(() => app.close());

const german = (path: string, init: Parameters<TestApp['call']>[1] = {}) =>
  app.call(path, { cookie, ...init, headers: GERMAN });

function order(change: Partial<ClipOrder> = {}): ClipOrder {
  return {
    id: SnowflakeUtil.generate({ timestamp: Date.now() }).toString(),
    ...{ sharerId: '1', requesterId: '1', guildId: '10', channelId: '20' },
    ...{ fromMs: 1000, toMs: 2000, last: true, to: 'here' },
    ...change,
  };
}

test('an error is said in the language of the request, and in English where it names none of ours', async () => {
  const of = async (language?: string) => {
    const headers: HeadersInit = language ? { 'Accept-Language': language } : {};
    const response = await app.call('/api/clips/55', { cookie, headers });
    expect(response.headers.get('Vary')).toContain('Accept-Language');
    return app.words(response);
  };
  expect(await of('de')).toBe('Diesen Clip gibt es nicht, oder er gehört dir nicht.');
  expect(await of('fr, de;q=0.5')).toBe('Diesen Clip gibt es nicht, oder er gehört dir nicht.');
  for (const language of ['en-GB', 'fr', '*', undefined]) {
    expect(await of(language)).toBe('There is no such clip, or it is not yours.');
  }
});

test.each([
  ['who is not signed in', '/api/clips', { cookie: '' }, 'Du bist nicht angemeldet.'],
  ['an address with nothing', '/api/nothing', {}, 'Unter dieser Adresse gibt es nichts.'],
  ['a query of ours', '/api/clips?limit=900', {}, 'limit: muss eine ganze Zahl von 1 bis 100 sein'],
  ['a choice of ours', '/api/clips?scope=x', {}, 'scope: muss mine oder public sein'],
])('%s is answered in German', async (_, path, init, words) => {
  expect(await app.words(await german(path, init))).toContain(words);
});

test('a field that is wrong is explained in German, by our words and by those of the library', async () => {
  const patch = async (json: object) =>
    app.words(await german('/api/clips/9', { method: 'PATCH', json }));
  expect(await patch({ title: 'x'.repeat(101) })).toBe(
    'Die Anfrage stimmt nicht: title: darf höchstens 100 Zeichen lang sein.',
  );
  expect(await patch({})).toBe('Die Anfrage stimmt nicht: Sag, was sich ändern soll.');
  const asked = { method: 'POST', json: { durationMs: 'long' } };
  const words = await app.words(await german('/api/clips', asked));
  expect(words).toMatch(/^Die Anfrage stimmt nicht: durationMs: Ungültige Eingabe/);
});

test('what fails among several is told in German, each', async () => {
  const asked = { method: 'POST', json: { ids: ['9', '55'], visibility: 'private' } };
  const { failed } = (await (await german('/api/clips/change', asked)).json()) as {
    failed: { error: string }[];
  };
  expect(failed).toEqual([
    { id: '55', error: 'Diesen Clip gibt es nicht, oder er gehört dir nicht.' },
  ]);
});

test('an order is listed in the language of whoever looks, also when it is over', async () => {
  const { board } = app.services.orders;
  const [running, failed] = [order(), order({ fromMs: 500 })];
  board.show(running, { state: 'queued', words: ({ steps }) => steps.queued(2) });
  const words = ({ fit }: typeof en) => fit.notEvenASecond;
  await board.end(failed, { state: 'failed', words, error: words });
  const listed = async (headers: HeadersInit) => {
    const response = await app.call('/api/clips/orders', { cookie, headers });
    const { orders } = (await response.json()) as { orders: { words: string; error?: string }[] };
    return orders.map((one) => one.error ?? one.words).sort();
  };
  expect(await listed({})).toEqual([en.fit.notEvenASecond, 'Place 2 in the queue …']);
  expect(await listed(GERMAN)).toEqual([
    'Nicht einmal eine Sekunde davon passt dort hinein.',
    'Platz 2 in der Schlange …',
  ]);
  await board.end(running, { state: 'cancelled', words: '' });
});

test('an outcome of a version without languages is listed as it is', async () => {
  const { board } = app.services.orders;
  const old = order({ title: 'old' });
  await board.end(old, { state: 'done', words: 'It is posted.' });
  const kept = app.services.store.records<Record<string, unknown>>('order-outcomes');
  const { inOther: _, ...before } = (await kept.get(old.id))!;
  await kept.set(old.id, before);
  const found = (await board.of('1', 'de')).find(({ id }) => id === old.id);
  expect(found?.words).toBe('It is posted.');
});

test('an order that a page places keeps the page’s language; a program’s, what its person reads', async () => {
  const clip = (headers: HeadersInit, who: { cookie?: string }) =>
    app.call('/api/clips', {
      ...{ method: 'POST', headers, ...who },
      json: { durationMs: 60_000 + app.delivered.length, to: 'library' },
    });
  expect((await clip(GERMAN, { cookie })).status).toBe(202);
  expect(app.delivered.at(-1)?.languages).toEqual({ person: 'de', place: 'en' });
  const { token } = await app.services.apiKeys.create('1', 'deck');
  const program = { Authorization: `Bearer ${token}` };
  const before = app.delivered.length;
  expect((await clip(program, {})).status).toBe(202);
  await app.services.languages.note('1', 'de');
  expect((await clip(program, {})).status).toBe(202);
  const languages = app.delivered.slice(before).map((one) => one.languages?.person);
  expect(languages).toEqual(['en', 'de']);
});

test('events are in the language that the page names in their address', async () => {
  const { board } = app.services.orders;
  const leave = new AbortController();
  const stream = await app.call('/api/events?language=de', { cookie, signal: leave.signal });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  const until = async (words: string) => {
    while (!read.includes(words)) read += (await reader.read()).value ?? '';
  };
  await until('READY');
  const one = order();
  board.show(one, { state: 'posting', words: ({ steps }) => steps.posting });
  await until('Wird gepostet');
  const data = { channelId: '20', error: en.faults.diskFull };
  app.services.events.publish('1', { name: 'REPLAY_BUFFER_FAILED', data });
  await until('Der Datenträger mit dem Puffer ist voll.');
  expect(read).not.toContain('disk');
  leave.abort();
  await board.end(one, { state: 'cancelled', words: '' });
});

test('why a recording failed is told in German, though it is kept in English', async () => {
  const share = {
    ...{ id: 's', egressId: 'e', userId: '1', roomName: 'r', guildId: '10', channelId: '20' },
    ...{ videoTrackId: 'v', audioTrackId: null, segmentPath: '/x', status: 'failed' as const },
    ...{ error: en.faults.codec('AV1'), startedAt: 1, createdAt: 1, updatedAt: 1 },
  };
  await app.services.shares.save(share);
  const { error } = (await (await german('/api/replay/status')).json()) as { error: string };
  expect(error).toContain('Dein Browser sendet AV1');
});
