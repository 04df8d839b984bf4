import { afterEach, beforeEach, expect, test } from 'vitest';
import { roomName } from '../livekit/room-name.ts';
import { ADA, openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
/** Bo's page for channel 20, in which Ada shares. */
let cookie: string;
beforeEach(async () => {
  app = await openTestApp();
  cookie = await app.signIn({ ...ADA, user: { ...ADA.user, id: '2', name: 'Bo' } });
  await app.record({ segmentPath: '/buffer/1/1000' });
  const { windowMs, postedKeptMs } = app.services.config;
  await app.services.consents.agree('1', '10', { windowMs, postedKeptMs });
});
afterEach(() => app.close());

const clip = (json: object) =>
  app.call('/api/clips', { method: 'POST', cookie, json: { durationMs: 60_000, ...json } });
async function refused(json: object, status: number, words: string) {
  const response = await clip(json);
  expect([response.status, await app.words(response)]).toEqual([
    ...[status, expect.stringContaining(words)],
  ]);
  expect(app.delivered).toEqual([]);
}

test("a page clips somebody else's share into its channel, of that session alone", async () => {
  expect((await clip({ sharerId: '1' })).status).toBe(202);
  expect(app.delivered).toEqual([
    expect.objectContaining({
      ...{ sharerId: '1', requesterId: '2', channelId: '20', to: 'here' },
      only: ['/buffer/1/1000'],
    }),
  ]);
});

test('so does a key, by direct message', async () => {
  const { headers } = await app.asKey('2');
  const json = { durationMs: 60_000, sharerId: '1', to: 'dm' };
  expect((await app.call('/api/clips', { method: 'POST', headers, json })).status).toBe(202);
  // It belongs where she shared, whatever Bo shared last.
  expect(app.delivered).toMatchObject([
    { sharerId: '1', requesterId: '2', to: 'dm', guildId: '10', channelId: '20' },
  ]);
});

test('of what she shared on several servers, only what is open to them, and of one server', async () => {
  const { consents, config } = app.services;
  const { headers } = await app.asKey('2');
  const ask = (title: string) => {
    const json = { durationMs: 60_000, sharerId: '1', to: 'dm', title };
    return app.call('/api/clips', { method: 'POST', headers, json });
  };
  const elsewhere = { guildId: '11', channelId: '31', roomName: roomName('11', '31') };
  const newer = { id: 'S2', startedAt: 2000, segmentPath: '/buffer/1/2000' };
  await app.record({ ...elsewhere, ...newer });
  // There she was never asked.
  await ask('one');
  expect(app.delivered.at(-1)).toMatchObject({ guildId: '10', only: ['/buffer/1/1000'] });
  const { windowMs, postedKeptMs } = config;
  await consents.agree('1', '11', { windowMs, postedKeptMs });
  await ask('two');
  expect(app.delivered.at(-1)).toMatchObject({ guildId: '11', only: ['/buffer/1/2000'] });
});

test("one's own id means one's own share, all of it", async () => {
  expect((await clip({ sharerId: '2' })).status).toBe(202);
  expect(app.delivered[0]).toMatchObject({ sharerId: '2', requesterId: '2' });
  expect(app.delivered[0]?.only).toBeUndefined();
});

test('one answer for who does not let them, does not share, was never asked or is not there', async () => {
  const words = 'They share nothing here that you may clip.';
  await refused({ sharerId: '3' }, 404, words);
  await app.services.settings.change('1', { whoMayClip: 'nobody' });
  await refused({ sharerId: '1' }, 404, words);
  await app.services.settings.change('1', { whoMayClip: 'channel' });
  await app.services.consents.forgetPerson('1');
  await refused({ sharerId: '1' }, 404, words);
});

test('who may not be in that channel, or is not on the server, clips nobody there', async () => {
  app.played.access = async () => ({ may: 'not' });
  await refused({ sharerId: '1' }, 404, 'share nothing here');
  await app.services.settings.change('1', { whoMayClip: 'server' });
  app.played.isMember = async () => false;
  await refused({ sharerId: '1' }, 404, 'share nothing here');
});

test("into one's library, for everybody, or since a mark: not of somebody else", async () => {
  await refused({ sharerId: '1', to: 'library' }, 403, 'in their library');
  await refused({ sharerId: '1', visibility: 'public' }, 403, 'in their library');
  const json = { sinceMark: true, sharerId: '1' };
  const response = await app.call('/api/clips', { method: 'POST', cookie, json });
  expect(response.status).toBe(400);
  await refused({ sharerId: 'ada' }, 400, 'sharerId');
});

test('the rules of the server hold for pages and keys, too', async () => {
  const { servers } = app.services;
  await servers.change('10', { clipRoles: ['77'] });
  await refused({}, 403, 'certain roles may clip');
  app.played.rolesOf = async (userId) => (userId === '2' ? ['77'] : []);
  expect((await clip({})).status).toBe(202);
  app.delivered.length = 0;
  await servers.change('10', { channels: ['21'] });
  await refused({ title: 'x' }, 403, 'may not be used in that channel');
  await servers.change('10', { channels: [], windowMs: 30_000 });
  await refused({ title: 'x' }, 400, 'are kept on this server');
});

test('who may not share there gets no room, and chooses no such channel', async () => {
  await app.services.servers.change('10', { shareRoles: ['77'] });
  await app.agree(cookie);
  const token = () => app.call('/api/livekit/token', { method: 'POST', cookie });
  const choose = () =>
    app.call('/api/session/channel', { method: 'PUT', cookie, json: { channelId: '20' } });
  for (const response of [await token(), await choose()]) {
    expect(response.status).toBe(403);
    expect(await app.words(response)).toContain('certain roles may share');
  }
  app.played.rolesOf = async () => ['77'];
  expect((await token()).status).toBe(200);
  expect((await choose()).status).toBe(200);
});

test('a clip goes with its messages by its owner, as the bot says', async () => {
  const asked: string[][] = [];
  app.played.withdraw = async (...ids) => {
    asked.push(ids);
    return { left: 1 };
  };
  const response = await app.call('/api/clips/9/withdraw', { method: 'POST', cookie });
  expect(await response.json()).toEqual({ left: 1 });
  expect(asked).toEqual([['2', '9']]);
  expect((await app.call('/api/clips/9/withdraw', { method: 'POST' })).status).toBe(401);
});

test('a clip of the server can be deleted by who has a role for it, and by nobody else there', async () => {
  await app.saveClip('9', { guildId: '10', visibility: 'public' });
  const mayWithdraw = async () => {
    const response = await app.call('/api/clips/9', { cookie });
    return ((await response.json()) as { mayWithdraw?: boolean }).mayWithdraw;
  };
  expect(await mayWithdraw()).toBe(false);
  await app.services.servers.change('10', { deleteRoles: ['77'] });
  expect(await mayWithdraw()).toBe(false);
  app.played.rolesOf = async () => ['77'];
  expect(await mayWithdraw()).toBe(true);
  app.played.rolesOf = async () => {
    throw new Error('Discord is away');
  };
  expect(await mayWithdraw()).toBe(false);
  app.played.rolesOf = async () => ['77'];
  await app.saveClip('9', { guildId: '10', visibility: 'public', kept: true });
  expect(await mayWithdraw()).toBe(false);
});
