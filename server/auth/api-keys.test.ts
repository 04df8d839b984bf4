import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { type ApiKeys, createApiKeys, KEY_LIFE_MS, MAX_KEYS } from './api-keys.ts';
import { createSessions } from './sessions.ts';

let dataDir: string;
let store: Store;
let nowMs: number;
let keys: ApiKeys;
const open = (secret = 's') => createApiKeys(store, secret, () => nowMs);
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir }, createLog('silent'));
  nowMs = Date.now();
  keys = open();
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const refusal = (status: number) => (error: unknown) =>
  error instanceof UserError && error.status === status;
const names = async (userId = '1') => (await keys.list(userId)).map(({ name }) => name);

test('a key speaks for its owner, also after a restart', async () => {
  const { key, token } = await keys.create('1', 'stream deck');
  expect(decodeJwt(token)).toMatchObject({ sub: '1', jti: key.id, aud: 'api' });
  expect(await keys.read(token)).toMatchObject({ userId: '1', name: 'stream deck' });
  expect(await open().read(token)).toMatchObject({ userId: '1' });
  await expect(open('another').read(token)).rejects.toSatisfy(refusal(401));
});

test('a revoked key is over at once, and what is open by it is told', async () => {
  const { key, token } = await keys.create('1', 'stream deck');
  const { token: other } = await keys.create('1', 'hotkey');
  let told = 0;
  keys.onRevoke(key.id, () => told++);
  await expect(keys.revoke('2', key.id)).rejects.toSatisfy(refusal(404));
  await keys.revoke('1', 'Stream Deck');
  await expect(keys.read(token)).rejects.toSatisfy(refusal(401));
  await expect(keys.revoke('1', key.id)).rejects.toSatisfy(refusal(404));
  expect(await keys.read(other)).toMatchObject({ name: 'hotkey' });
  expect([await names(), told]).toEqual([['hotkey'], 1]);
});

test('a use that meets the revocation does not bring the key back', async () => {
  const { key, token } = await keys.create('1', 'stream deck');
  const uses = Array.from({ length: 5 }, () => keys.read(token).catch(() => null));
  await Promise.all([...uses, keys.revoke('1', key.id)]);
  await expect(keys.read(token)).rejects.toSatisfy(refusal(401));
  expect(await names()).toEqual([]);
});

test('it ends after a year', async () => {
  const { token } = await keys.create('1', 'stream deck');
  nowMs += KEY_LIFE_MS - 60_000;
  expect(await keys.read(token)).toMatchObject({ userId: '1' });
  nowMs += 120_000;
  await expect(keys.read(token)).rejects.toSatisfy(refusal(401));
});

test('the list says when each was last used, to the minute', async () => {
  const { token } = await keys.create('1', 'used');
  nowMs += 1;
  await keys.create('1', 'unused');
  nowMs += 5000;
  const firstMs = nowMs;
  await keys.read(token);
  nowMs += 30_000;
  await keys.read(token);
  expect(await keys.list('1')).toMatchObject([
    { name: 'used', lastUsedAtMs: firstMs },
    { name: 'unused', lastUsedAtMs: null },
  ]);
  nowMs += 31_000;
  await keys.read(token);
  expect((await keys.list('1'))[0]?.lastUsedAtMs).toBe(nowMs);
});

test('names are unique for their owner, and nobody has more than a few, also at once', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: MAX_KEYS + 3 }, (_, i) => keys.create('1', `key ${i}`)),
  );
  const refused = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []));
  expect(refused).toHaveLength(3);
  expect(refused[0].message).toContain(`${MAX_KEYS} keys`);
  expect(await names()).toHaveLength(MAX_KEYS);
  await keys.create('2', 'key 1');
  await expect(keys.create('2', 'KEY 1')).rejects.toThrow('choose another name');
  await keys.revoke('1', 'key 0');
  await keys.create('1', 'new');
});

test('a session is no key and a key is no session', async () => {
  const sessions = createSessions(store, 's');
  const place = { guild: { id: '10', name: 'G' }, channel: { id: '20', name: 'c' } };
  const session = await sessions.create({
    user: { id: '1', name: 'A', avatarUrl: null },
    ...place,
  });
  const { token } = await keys.create('1', 'stream deck');
  await expect(keys.read(session)).rejects.toSatisfy(refusal(401));
  await expect(sessions.read(token)).rejects.toSatisfy(refusal(401));
});
