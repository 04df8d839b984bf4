import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { Identity } from './identity.ts';
import { createLinks } from './links.ts';
import { installationSecret } from './secret.ts';
import { isSignedPath, signPath } from './signed-path.ts';

const ada: Identity = {
  user: { id: '1', name: 'Ada', avatarUrl: null },
  guild: { id: '10', name: 'Test' },
  channel: { id: '20', name: 'clips' },
};
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test('a link opens once, and is not kept in a form that could be used', async () => {
  const links = createLinks(store);
  const token = await links.create(ada);
  for (const file of await readdir(folder)) {
    expect(await readFile(join(folder, file), 'latin1')).not.toContain(token);
  }
  expect(await links.whose(token)).toEqual(ada);
  expect(await links.use(token)).toEqual(ada);
  await expect(links.whose(token)).rejects.toThrow('used already');
  await expect(links.use(token)).rejects.toThrow('used already');
  await expect(links.use('made-up')).rejects.toThrow('/replay start');
});

test('of many who use a link at once, one gets in', async () => {
  const links = createLinks(store);
  const token = await links.create(ada);
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => links.use(token)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a signed address holds for its path and its time', () => {
  const url = new URL(signPath('s', '/api/clips/1/file', 5000), 'http://x');
  const query = Object.fromEntries(url.searchParams);
  expect(isSignedPath('s', url.pathname, query, 4000)).toBe(true);
  expect(isSignedPath('s', url.pathname, query, 6000)).toBe(false);
  expect(isSignedPath('s', '/api/clips/2/file', query, 4000)).toBe(false);
  expect(isSignedPath('s', url.pathname, { ...query, until: '9999' }, 4000)).toBe(false);
  expect(isSignedPath('s', url.pathname, {}, 4000)).toBe(false);
});

test("an installation's secret is made once and is its owner's alone", async () => {
  const secret = installationSecret(folder, 'secret');
  expect(secret.length).toBeGreaterThan(40);
  expect(installationSecret(folder, 'secret')).toBe(secret);
  expect(installationSecret(folder, 'other')).not.toBe(secret);
  expect((await stat(join(folder, 'secret.key'))).mode & 0o077).toBe(0);
});
