import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import type { Store } from '../store/store.ts';
import { installationSecret } from './secret.ts';
import { shareSecrets } from './shared-secrets.ts';

const log = createLog('silent');
const missing = await skipWithout('redis');

describe.skipIf(missing)('on one Redis', () => {
  let redis: RedisServer;
  let store: Store;
  let folders: string[];
  beforeAll(async () => {
    redis = await startRedis();
    store = await openStore({ dataDir: '/nowhere', storeUrl: redis.url }, log);
    const make = () => mkdtemp(join(tmpdir(), 'hindsight-secrets-'));
    folders = await Promise.all([make(), make(), make()]);
  });
  afterAll(async () => {
    await store.close();
    await redis.stop();
    for (const folder of folders) await rm(folder, { recursive: true });
  });

  test('machines have the secrets of the one that had them first', async () => {
    const [first = '', ...others] = folders;
    const before = installationSecret(first, 'secret');
    await shareSecrets(store, first, ['secret', 'internal'], log);
    // Where they differ, and where there are none yet.
    installationSecret(others[0] ?? '', 'secret');
    await Promise.all(others.map((one) => shareSecrets(store, one, ['secret', 'internal'], log)));
    const secrets = folders.map((folder) => installationSecret(folder, 'secret'));
    expect(secrets).toEqual([before, before, before]);
    expect(new Set(folders.map((folder) => installationSecret(folder, 'internal'))).size).toBe(1);
    expect((await stat(join(others[0] ?? '', 'secret.key'))).mode & 0o777).toBe(0o600);
  });
});

test('with a store of its own, a machine keeps what it has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-secrets-'));
  const store = await openStore({ dataDir: folder }, log);
  const before = installationSecret(folder, 'secret');
  await shareSecrets(store, folder, ['secret'], log);
  expect(installationSecret(folder, 'secret')).toBe(before);
  expect(await store.records('secrets').has('secret')).toBe(false);
  await store.close();
  await rm(folder, { recursive: true });
});
