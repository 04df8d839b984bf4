import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';
import { GRACE_MS, RENEW_AFTER_MS } from './rotation.ts';
import {
  createSessions,
  MAX_SESSIONS,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  type Sessions,
} from './sessions.ts';

const person = (id: string, name: string): Identity => ({
  user: { id, name, avatarUrl: null },
  guild: { id: '10', name: 'Test' },
  channel: { id: '20', name: 'clips' },
});
const ADA = person('1', 'Ada');
const BO = person('2', 'Bo');
let folder: string;
let store: Store;
let nowMs: number;
let sessions: Sessions;

const open = (secret = 's') => createSessions(store, secret, () => nowMs);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
  nowMs = Date.now();
  sessions = open();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const refused = (token: string, of = sessions) =>
  expect(of.read(token)).rejects.toMatchObject({ status: 401 });
/** Goes on with what the browser gets. */
async function use(token: string): Promise<string> {
  return (await sessions.read(token)).renewed ?? token;
}

test('a session is good until it is ended, also after a restart, and only as it was signed', async () => {
  const token = await sessions.create(ADA);
  expect(await sessions.read(token)).toMatchObject({ identity: ADA, renewed: null });
  expect(await open().read(token)).toMatchObject({ identity: ADA });
  await refused(token, open('another'));
  const [head, body = '', sign] = token.split('.');
  const payload = JSON.parse(Buffer.from(body, 'base64url').toString());
  for (const change of [{ jti: 'x' }, { exp: 9_999_999_999 }, { number: 2 }]) {
    const forged = Buffer.from(JSON.stringify({ ...payload, ...change })).toString('base64url');
    await refused(`${head}.${forged}.${sign}`);
  }
  await refused('');
  await sessions.end(token);
  await expect(sessions.read(token)).rejects.toThrow('not signed in');
});

test('it ends after a day without use, and after a week with it', async () => {
  const unused = await sessions.create(ADA);
  let token = await sessions.create(ADA);
  nowMs += SESSION_IDLE_MS - 1;
  token = await use(token);
  nowMs += 1;
  await refused(unused);
  for (const endMs = nowMs - SESSION_IDLE_MS + SESSION_LIFE_MS; nowMs < endMs - 3600_000; ) {
    nowMs += 3600_000;
    token = await use(token);
  }
  nowMs += 3600_000;
  await refused(token);
});

test('the token is renewed while in use; the one before stays good for what was asked with it', async () => {
  const first = await sessions.create(ADA);
  nowMs += RENEW_AFTER_MS;
  const all = await Promise.all(Array.from({ length: 10 }, () => sessions.read(first)));
  const renewed = all.flatMap((session) => session.renewed ?? []);
  expect(renewed).toHaveLength(1);
  const [second = ''] = renewed;
  expect(second).not.toBe(first);
  expect(await sessions.read(second)).toMatchObject({ identity: ADA, renewed: null });
  nowMs += GRACE_MS - 1;
  expect(await sessions.read(first)).toMatchObject({ identity: ADA, renewed: null });
});

test('a replay of an old token ends the session for everybody who holds one, and no other', async () => {
  const first = await sessions.create(ADA);
  const other = await sessions.create(ADA);
  nowMs += RENEW_AFTER_MS;
  const second = await use(first);
  await use(second);
  nowMs += GRACE_MS;
  const { id } = await sessions.read(second);
  let ended = 0;
  sessions.onEnd(id, () => ended++);
  await expect(sessions.read(first)).rejects.toThrow('used again');
  await refused(second);
  expect(ended).toBe(1);
  expect(await sessions.isLive(id)).toBe(false);
  expect(await sessions.read(other)).toMatchObject({ identity: ADA });
});

test('a person is signed out everywhere at once, and nobody else is', async () => {
  const mine = await Promise.all([1, 2, 3].map(() => sessions.create(ADA)));
  const theirs = await sessions.create(BO);
  let ended = 0;
  for (const token of mine) sessions.onEnd((await sessions.read(token)).id, () => ended++);
  sessions.onEnd((await sessions.read(theirs)).id, () => ended++);
  await sessions.endAll('1');
  for (const token of mine) await refused(token);
  expect(await sessions.read(theirs)).toMatchObject({ identity: BO });
  expect(ended).toBe(3);
  await sessions.endAll('1');
});

test('a use that meets the end does not bring the session back', async () => {
  const token = await sessions.create(ADA);
  const { id } = await sessions.read(token);
  nowMs += RENEW_AFTER_MS;
  const uses = Array.from({ length: 5 }, () => sessions.read(token).catch(() => null));
  await Promise.all([...uses, sessions.end(token), sessions.choose(id, place('30'))]);
  await refused(token);
  expect(await sessions.isLive(id)).toBe(false);
});

test('of very many sessions, the oldest make room, and dead ones are forgotten', async () => {
  const first = await sessions.create(ADA);
  nowMs += 1;
  for (let i = 0; i < MAX_SESSIONS; i++) await sessions.create(ADA);
  await refused(first);
  expect(await store.index.count('page-sessions:user:1')).toBe(MAX_SESSIONS);
  nowMs += SESSION_LIFE_MS;
  await sessions.create(ADA);
  expect(await store.index.count('page-sessions:user:1')).toBe(1);
});

const place = (channelId: string) => ({
  guild: { id: '10', name: 'Test' },
  channel: { id: channelId, name: 'other' },
});

test('a channel is chosen for this session and stays chosen', async () => {
  const token = await sessions.create({ ...ADA, guild: null, channel: null });
  const other = await sessions.create({ ...ADA, guild: null, channel: null });
  const { id } = await sessions.read(token);
  await sessions.choose(id, place('30'));
  expect((await open().read(token)).identity).toEqual({ ...ADA, ...place('30') });
  expect((await sessions.read(other)).identity.channel).toBeNull();
});
