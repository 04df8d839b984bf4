import { once } from 'node:events';
import { truncate } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationSecret } from '../auth/secret.ts';
import { UNDO_MS } from '../clips/library.ts';
import type { ClipView } from './clip-view.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

const BO = { ...ADA, user: { ...ADA.user, id: '2', name: 'Bo' } };
const NO_CLIP = { error: 'There is no such clip, or it is not yours.' };

let app: TestApp;
let ada: string;
let bo: string;
beforeEach(async () => {
  app = await openTestApp();
  ada = await app.signIn();
  bo = await app.signIn(BO);
});
afterEach(() => app.close());

async function ask(cookie: string, method: string, path: string, json?: unknown) {
  const response = await app.call(`/api/clips${path}`, { method, cookie, json });
  const isJson = response.headers.get('Content-Type')?.includes('json');
  return { status: response.status, body: isJson ? await response.json() : undefined };
}
const list = async (query = '', cookie = ada) => {
  const { body } = await ask(cookie, 'GET', `?${query}`);
  return (body.clips as ClipView[]).map(({ id }) => id);
};
const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;

test('a clip is told with all that its owner needs, and others get only what is theirs to know', async () => {
  const post = { channelId: '20', messageId: '30', as: 'file', atMs: 5 } as const;
  const clip = await app.saveClip('11', {
    ...{
      title: 'Ace',
      visibility: 'public',
      marks: [{ atMs: 3, label: 'here' }],
      expiresAtMs: 9e15,
    },
    posted: [
      { to: 'channel', guildId: '10', ...post },
      { to: 'dm', guildId: '0', ...post },
    ],
  });
  const { body } = await ask(ada, 'GET', '/11');
  const { poster: _, link: __, posted, requesterId, ...kept } = { poster: 0, link: 0, ...clip };
  expect(body).toEqual({
    ...kept,
    ...{ mayBePublic: true, mayTrim: true, mayWithdraw: false },
    ...{ mine: true, ownerName: 'Ada', guildName: 'Test', channelName: 'clips' },
    posted: [
      { ...posted![0], url: 'https://discord.com/channels/10/20/30' },
      { ...posted![1], url: 'https://discord.com/channels/@me/20/30' },
    ],
    ...{ marks: [{ atMs: 3, label: 'here', videoMs: 3 }], exactMarks: true },
    ...{ file: '/api/clips/11/file', poster: '/api/clips/11/poster' },
    link: app.services.clipLinks.page(clip),
  });
  const { body: seen } = await ask(bo, 'GET', '/11');
  expect(seen).toMatchObject({ id: '11', mine: false, link: null, posted: [], title: 'Ace' });
});

test('where gaps were cut out, its marks are where they are in the video', async () => {
  const range = { fromMs: 1000, toMs: 71_000, durationMs: 10_000 };
  const marks = [
    { atMs: 3000, label: 'before' },
    { atMs: 66_000, label: 'behind' },
  ];
  const clock = [
    { atMs: 0, clockMs: 1000 },
    { atMs: 4000, clockMs: 65_000 },
  ];
  await app.saveClip('11', { ...range, marks, clock });
  const { body } = await ask(ada, 'GET', '/11');
  expect(body).toMatchObject({ marks: [{ videoMs: 2000 }, { videoMs: 5000 }], exactMarks: true });
  // As an older version kept it.
  await app.saveClip('12', { ...range, marks });
  const { body: older } = await ask(ada, 'GET', '/12');
  expect(older).toMatchObject({ marks: [{ videoMs: 2000 }, { videoMs: 10_000 }] });
  expect(older.exactMarks).toBe(false);
});

test('the list: pages, facets on the first one, and what can be asked of it', async () => {
  await app.saveClip('11', { createdAtMs: 1, title: 'Émile', durationMs: 9000, guildId: '0' });
  await app.saveClip('12', { createdAtMs: 2, title: 'b', requesterId: '2', channelId: '21' });
  await app.saveClip('13', { createdAtMs: 3, title: 'a', marks: [{ atMs: 1, label: 'ace' }] });
  expect(await list()).toEqual(['9', '13', '12', '11']);
  expect(await list('sort=oldest&limit=2')).toEqual(['11', '12']);
  expect(await list('sort=title')).toEqual(['13', '12', '11', '9']);
  expect(await list('sort=longest&limit=1')).toEqual(['11']);
  expect(await list('q=emile&sort=&person=')).toEqual(['11']);
  expect(await list('person=2')).toEqual(['12']);
  expect(await list('marker=ace')).toEqual(['13']);
  expect(await list('channel=20')).toEqual(['9', '13']);
  expect(await list('channel=0')).toEqual(['11']);

  const { body: first } = await ask(ada, 'GET', '?limit=3');
  expect(first.facets).toEqual({
    people: [
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Bo' },
    ],
    channels: [
      { id: '20', name: 'clips', guildName: 'Test' },
      { id: '21', name: '21' },
      { id: '0', name: 'Direct messages' },
    ],
    markers: ['ace'],
  });
  const { body: last } = await ask(
    ada,
    'GET',
    `?limit=3&cursor=${encodeURIComponent(first.cursor)}`,
  );
  expect(last.clips.map(({ id }: ClipView) => id)).toEqual(['11']);
  expect([last.cursor, last.facets]).toEqual([undefined, undefined]);
});

test('a program with a key of its owner sees and changes the same', async () => {
  const { token } = await app.services.apiKeys.create('1', 'deck');
  const headers = { Authorization: `Bearer ${token}` };
  const response = await app.call('/api/clips', { headers });
  const { clips } = (await response.json()) as { clips: ClipView[] };
  expect(clips.map(({ id }) => id)).toEqual(['9']);
  const file = await app.call('/api/clips/9/file', { headers });
  expect(await file.text()).toBe('0123456789');
});

test.each([
  ['sort=fastest', 'sort: has to be one of newest, oldest'],
  ['scope=theirs', 'scope: has to be mine or public'],
  ['limit=0', 'limit: has to be a whole number from 1 to 100'],
  ['limit=many', 'limit: has to be a whole number'],
  ['cursor=nonsense', 'is not where a page ended'],
  ['cursor=x:y', 'is not where a page ended'],
  [`q=${'x'.repeat(201)}`, 'q: is too long'],
  ['q=a&q=b', 'q: '],
])('a list by %s is refused in words', async (query, words) => {
  const answer = await ask(ada, 'GET', `?${query}`);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toContain(words);
});

test("another person's private clip can't be told from one that is not there, whatever is tried", async () => {
  const body = { title: 'mine', visibility: 'public' };
  const tries: [string, string, unknown?][] = [
    ['GET', ''],
    ['PATCH', '', body],
    ['DELETE', ''],
    ['POST', '/restore'],
    ['DELETE', '/link'],
    ['POST', '/link'],
    ['GET', '/file'],
    ['GET', '/poster'],
  ];
  for (const [method, path, json] of tries) {
    for (const id of ['7', '8']) {
      const answer = await ask(ada, method, `/${id}${path}`, json);
      expect([method, path, id, answer]).toEqual([
        method,
        path,
        id,
        { status: 404, body: NO_CLIP },
      ]);
    }
  }
  await ask(bo, 'DELETE', '/7');
  expect(await ask(ada, 'POST', '/7/restore')).toEqual({ status: 404, body: NO_CLIP });
  expect(await status(bo, 'POST', '/7/restore')).toBe(200);
  expect((await app.services.clips.get('7'))?.visibility).toBe('private');
  expect(await status('', 'GET', '/7')).toBe(401);
  expect(await status(ada, 'GET', '/7-end')).toBe(404);
});

test('public clips are for the members of their server, until they are none', async () => {
  await app.saveClip('21', { ownerId: '2', visibility: 'public' });
  await app.saveClip('22', { ownerId: '2', visibility: 'public', guildId: '11' });
  await app.saveClip('23', { ownerId: '1', visibility: 'public' });
  expect(await list('scope=public')).toEqual(['23', '21']);
  const { body } = await ask(ada, 'GET', '?scope=public');
  expect(body.facets.people).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Bo' },
  ]);
  expect(await status(ada, 'GET', '/21')).toBe(200);
  const file = await app.call('/api/clips/21/file', { cookie: ada });
  expect(await file.text()).toBe('0123456789');
  expect(await ask(ada, 'GET', '/22')).toEqual({ status: 404, body: NO_CLIP });
  expect(await status(ada, 'GET', '/22/file')).toBe(404);
  expect(await status(ada, 'PATCH', '/21', { title: 'x' })).toBe(404);

  app.played.isMember = async () => false;
  app.played.nowMs = Date.now() + 31_000;
  expect(await list('scope=public')).toEqual([]);
  expect(await ask(ada, 'GET', '/21')).toEqual({ status: 404, body: NO_CLIP });
  expect(await status(ada, 'GET', '/21/file')).toBe(404);
  expect(await status(ada, 'GET', '/23')).toBe(200);
});

test('while Discord does not answer, that is said, and one’s own clips are there', async () => {
  await app.saveClip('21', { ownerId: '2', visibility: 'public' });
  await app.services.memberships.note('1', ['10']);
  app.played.isMember = () => Promise.reject(new Error('down'));
  for (const path of ['?scope=public', '/21', '/21/file']) {
    const answer = await ask(ada, 'GET', path);
    expect(answer.status).toBe(503);
    expect(answer.body.error).toContain('Discord does not answer');
  }
  expect((await ask(ada, 'PATCH', '/9', { visibility: 'public' })).status).toBe(503);
  expect(await list()).toEqual(['9']);
  expect(await status(ada, 'GET', '/9/file')).toBe(200);
});

test('a server about which Discord does not answer is left out of the public clips', async () => {
  await app.saveClip('21', { ownerId: '2', visibility: 'public' });
  await app.saveClip('22', { ownerId: '2', visibility: 'public', guildId: '11' });
  app.played.isMember = async (_, guildId) => {
    if (guildId === '11') throw new Error('down');
    return true;
  };
  expect(await list('scope=public')).toEqual(['21']);
  expect(app.lines.some((line) => line.includes('left out'))).toBe(true);
  app.played.isMember = async () => true;
  expect((await list('scope=public')).sort()).toEqual(['21', '22']);
});

test('who is on few of very many servers finds their clips, and Discord is not asked about all', async () => {
  const others = Array.from({ length: 120 }, (_, i) => String(1000 + i));
  await app.saveClip('21', { ownerId: '2', visibility: 'public', createdAtMs: 1e12 });
  for (const [i, guildId] of others.entries()) {
    const createdAtMs = 1e12 + 1000 + i;
    await app.saveClip(String(30 + i), {
      ownerId: '2',
      visibility: 'public',
      guildId,
      createdAtMs,
    });
  }
  const asked: string[] = [];
  app.played.isMember = async (_, guildId) => {
    asked.push(guildId);
    return guildId === '10';
  };
  // Nobody has seen her there, and 50 others have newer clips.
  expect(await list('scope=public')).toEqual([]);
  expect(asked).toHaveLength(50);
  await app.services.memberships.note('1', ['10', '1000', 'a server without clips']);
  expect(await list('scope=public')).toEqual(['21']);
  expect(asked.length).toBeLessThanOrEqual(52);
  // She is not there any more: being known there never shows her anything.
  app.played.isMember = async () => false;
  app.played.nowMs = Date.now() + 31_000;
  expect(await list('scope=public')).toEqual([]);
  expect(await app.services.memberships.of('1')).not.toContain('10');
});

test('what is made private again is gone from others at once', async () => {
  await app.saveClip('21', { ownerId: '2' });
  expect((await ask(bo, 'PATCH', '/21', { visibility: 'public' })).body.visibility).toBe('public');
  expect(await list('scope=public')).toEqual(['21']);
  await ask(bo, 'PATCH', '/21', { visibility: 'private' });
  expect(await list('scope=public')).toEqual([]);
  expect(await status(ada, 'GET', '/21/poster')).toBe(404);
});

test('only a member of its server can show a clip there, and one of a direct message stays private', async () => {
  await app.saveClip('21', { guildId: '0' });
  const dm = await ask(ada, 'PATCH', '/21', { visibility: 'public' });
  expect(dm.status).toBe(409);
  expect(dm.body.error).toContain('direct message');
  app.played.isMember = async () => false;
  const left = await ask(ada, 'PATCH', '/9', { visibility: 'public' });
  expect(left.status).toBe(403);
  expect(left.body.error).toContain('not a member of its server any more');
  expect((await app.services.clips.get('9'))?.visibility).toBe('private');
});

test('one of a direct message can not be public, and others’ are not theirs to show or trim', async () => {
  await app.saveClip('11', { guildId: '0' });
  await app.saveClip('12', { visibility: 'public' });
  expect((await ask(ada, 'GET', '/11')).body).toMatchObject({ mayBePublic: false, mayTrim: true });
  const seen = (await ask(bo, 'GET', '/12')).body;
  expect(seen).toMatchObject({ mayBePublic: false, mayTrim: false });
  expect(seen).not.toHaveProperty('sharerId');
});

test('a copy of what somebody else’s screen showed is for its owner alone', async () => {
  const copy = await app.saveClip('11', { sharerId: '2' });
  const refused = { error: expect.stringContaining('who alone can make it public') };
  const shown = await ask(ada, 'PATCH', '/11', { visibility: 'public' });
  expect(shown).toEqual({ status: 403, body: refused });
  expect(await ask(ada, 'POST', '/11/link')).toEqual({ status: 403, body: refused });
  expect((await ask(ada, 'GET', '/11')).body).toMatchObject({
    ...{ mine: true, link: null, mayBePublic: false, mayTrim: false },
    ...{ sharerId: '2', sharerName: 'Bo' },
  });
  expect(app.services.clipLinks.of(copy)).toBeNull();
  expect(await status(ada, 'PATCH', '/11', { title: 'mine' })).toBe(200);
  expect(await status(bo, 'GET', '/11')).toBe(404);
  expect(await status(ada, 'DELETE', '/11')).toBe(200);
});

test('a clip is renamed and kept', async () => {
  await app.saveClip('21', { expiresAtMs: Date.now() + 60_000, title: 'old' });
  const { body } = await ask(ada, 'PATCH', '/21', { title: '  Néw 👨‍👩‍👧  ', keep: true });
  expect(body).toMatchObject({ title: 'Néw 👨‍👩‍👧', expiresAtMs: null });
  // Also where it is just being posted, which sets an end to what nobody kept.
  expect((await app.services.clips.get('21'))?.kept).toBe(true);
  expect(await list('q=new')).toEqual(['21']);
  expect((await ask(ada, 'PATCH', '/21', { title: '' })).body.title).toBe('');
});

test.each([
  [{ title: 'x'.repeat(101) }, 'title: has to be at most 100 characters'],
  [{ title: 'two\nlines' }, "title: can't have line breaks"],
  [{ title: 'bell\u0007' }, 'control characters'],
  [{ title: 'gpj.\u202eexe' }, 'control characters'],
  [{ title: 7 }, 'title: has to be a text'],
  [{ visibility: 'secret' }, 'visibility: has to be private or public'],
  [{ keep: false }, 'keep: can only be true'],
  [{}, 'say what to change'],
  [undefined, 'say what to change'],
  [[], 'it needs a JSON object'],
])('a change to %j is refused in words', async (json, words) => {
  const answer = await ask(ada, 'PATCH', '/9', json);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toContain(words);
});

test('a deleted clip is nowhere at once, comes back within a minute, and later not', async () => {
  // Long enough ago for the job, whose clock is the real one.
  const deletedAtMs = Date.now() - 2 * UNDO_MS;
  app.played.nowMs = deletedAtMs;
  const expected = { status: 200, body: { undoUntilMs: deletedAtMs + UNDO_MS } };
  expect(await ask(ada, 'DELETE', '/9')).toEqual(expected);
  app.played.nowMs += 1000;
  expect(await ask(ada, 'DELETE', '/9')).toEqual(expected);
  expect(await list()).toEqual([]);
  for (const path of ['/9', '/9/file', '/9/poster'])
    expect(await status(ada, 'GET', path)).toBe(404);
  expect(await status(ada, 'PATCH', '/9', { title: 'x' })).toBe(404);
  expect(await status(ada, 'POST', '/9/link')).toBe(404);
  expect((await ask(ada, 'GET', '/usage')).body.clips).toBe(0);

  expect((await ask(ada, 'POST', '/9/restore')).body).toMatchObject({ id: '9' });
  expect(await list()).toEqual(['9']);
  expect(await status(ada, 'GET', '/9/file')).toBe(200);

  await ask(ada, 'DELETE', '/9');
  app.played.nowMs += UNDO_MS;
  expect(await ask(ada, 'POST', '/9/restore')).toEqual({ status: 404, body: NO_CLIP });
  expect(await ask(ada, 'DELETE', '/9')).toEqual({ status: 404, body: NO_CLIP });
  const headers = { Authorization: `Bearer ${installationSecret(app.dataDir, 'internal')}` };
  const clean = async (query: string) => {
    const path = `/api/internal/tasks/cleanClips${query}`;
    return (await app.call(path, { method: 'POST', headers })).json();
  };
  const gone = [{ id: '9', bytes: 5 }];
  expect(await clean('?dryRun')).toEqual({ removed: 1, failed: 0, clips: gone });
  expect(await clean('')).toEqual({ removed: 1, failed: 0, clips: gone });
  expect(await clean('')).toEqual({ removed: 0, failed: 0, clips: [] });
});

test('a file that is being sent when its clip is deleted arrives whole', async () => {
  const bytes = 30_000_000;
  await truncate(app.services.clips.file('9'), bytes);
  const request = get(`${app.url}/api/clips/9/file`, { headers: { Cookie: ada } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.pause();
  await ask(ada, 'DELETE', '/9');
  await app.services.clips.remove('9');
  let got = 0;
  for await (const chunk of response) got += chunk.length;
  expect(got).toBe(bytes);
  expect(await status(ada, 'GET', '/9/file')).toBe(404);
});

test('several at once: what can be done is done, and what can’t is said', async () => {
  await app.saveClip('21');
  await app.saveClip('22', { guildId: '0', expiresAtMs: 9e15 });
  const failed = [{ id: '7', error: NO_CLIP.error }];
  const ids = ['9', '21', '7', '9'];
  expect((await ask(ada, 'POST', '/delete', { ids })).body).toEqual({ done: ['9', '21'], failed });
  expect(await list()).toEqual(['22']);
  expect((await ask(ada, 'POST', '/restore', { ids })).body).toEqual({ done: ['9', '21'], failed });
  const open = await ask(ada, 'POST', '/change', { ids: ['22', '9'], visibility: 'public' });
  expect(open.body).toEqual({
    done: ['9'],
    failed: [{ id: '22', error: expect.stringContaining('direct message') }],
  });
  await ask(ada, 'POST', '/change', { ids: ['22'], keep: true });
  expect((await app.services.clips.get('22'))?.expiresAtMs).toBeUndefined();
  expect((await app.services.clips.get('7'))?.visibility).toBe('private');
});

test.each([
  [{ ids: Array.from({ length: 101 }, (_, i) => `${i}`) }, 'ids: has to be at most 100 clips'],
  [{ ids: [] }, 'ids: has to name a clip'],
  [{ ids: ['../x'] }, "ids.0: is not a clip's id"],
  [{ ids: 'all' }, "ids: has to be a list of clips' ids"],
])('several by %j are refused in words', async (json, words) => {
  for (const path of ['/delete', '/restore', '/change']) {
    const answer = await ask(ada, 'POST', path, json);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(words);
  }
});

test('a revoked link opens nothing, and a new one is given when it is asked for', async () => {
  const linkOf = async () => (await ask(ada, 'GET', '/9')).body.link as string | null;
  const page = (link: string) => app.call(link.replace(app.services.publicUrl, ''));
  const first = (await linkOf())!;
  expect((await page(first)).status).toBe(200);
  expect((await ask(ada, 'POST', '/9/link')).body).toEqual({ link: first });
  expect(await status(ada, 'DELETE', '/9/link')).toBe(204);
  expect(await linkOf()).toBeNull();
  expect((await page(first)).status).toBe(404);
  const { body } = await ask(ada, 'POST', '/9/link');
  expect((await page(body.link)).status).toBe(200);
  expect(await linkOf()).toBe(body.link);
  expect((await page(first)).status).toBe(404);
});

test('what the clips and the buffer take, and what goes next', async () => {
  for (let i = 0; i < 12; i++) {
    await app.saveClip(`${20 + i}`, { bytes: 100, expiresAtMs: 9e15 - i, title: `clip ${i}` });
  }
  await app.services.clips.remove('31');
  const { body } = await ask(ada, 'GET', '/usage');
  expect(body).toMatchObject({ clips: 12, bytes: 1105, bufferBytes: 4000, bufferToMs: 9000 });
  expect(body.expiring).toHaveLength(10);
  expect(body.expiring[0]).toEqual({
    id: '30',
    title: 'clip 10',
    expiresAtMs: 9e15 - 10,
    bytes: 100,
  });
});
