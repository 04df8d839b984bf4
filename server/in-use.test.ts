import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../e2e/support/parts.ts';
import { installationSecret } from './auth/secret.ts';
import { createCalls } from './calls/calls.ts';
import { openTestApp, type TestApp } from './http/test-app.ts';
import { allInUse, type InUse, ownInUse } from './in-use.ts';
import { createLog } from './log.ts';
import { joinProcesses } from './processes.ts';
import { openStore } from './store/open.ts';
import { type RedisServer, startRedis } from './store/redis-server.ts';

const log = createLog('silent');
const missing = await skipWithout('redis');

const OWN: InUse = {
  ...{ sinceMs: 2000, processes: ['own'], sessions: ['1/5'], previews: ['a-1/p'], held: ['7'] },
};
const THEIRS: InUse = {
  ...{ sinceMs: 1000, processes: ['b'], sessions: ['2/6'], previews: ['b-1/q'], held: ['8'] },
};

test('what a process works with is told from the folders on that it shares with others', async () => {
  const used = await ownInUse({
    config: { segmentsPath: '/s', previewsPath: '/p' },
    ...{ processes: { id: 'me' }, store: { isShared: true }, previewsPath: '/p/host-1' },
    recorder: { list: async () => [{ roomName: 'r', folder: '/s/1/5' }] as never },
    voiceRecorder: { list: async () => [{ folder: '/s/1/voice/6' }] as never },
    shares: { rooms: async () => ['r'] },
    previews: { inUse: () => ['x'] },
    held: { inUse: () => ['9'] },
  });
  expect(used).toMatchObject({ processes: ['me'], sessions: ['1/5', '1/voice/6'], held: ['9'] });
  expect(used.previews).toEqual(['host-1', 'host-1/x']);
});

describe.skipIf(missing)('over all processes', () => {
  let redis: RedisServer;
  let app: TestApp;
  let theirs: () => Promise<InUse>;
  beforeAll(async () => {
    redis = await startRedis();
    app = await openTestApp(() => ({ answers: { process: { inUse: () => theirs() } } }));
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  async function join(address: string) {
    const store = await openStore({ dataDir: app.dataDir, storeUrl: redis.url }, log);
    const processes = await joinProcesses(store, { roles: ['worker'], address }, log);
    const close = async () => {
      await processes.close();
      await store.close();
    };
    return { processes, close };
  }

  test('it is what any of them works with, and unknown while one that is alive does not say', async () => {
    const calls = createCalls(installationSecret(app.dataDir, 'internal'));
    const [own, other] = [await join('http://127.0.0.1:1'), await join(app.url)];
    const ask = () => allInUse(async () => OWN, { processes: own.processes, calls });
    theirs = async () => THEIRS;
    expect(await ask()).toEqual({
      ...{ sinceMs: 1000, processes: ['own', 'b'], sessions: ['1/5', '2/6'] },
      ...{ previews: ['a-1/p', 'b-1/q'], held: ['7', '8'] },
    });

    theirs = () => Promise.reject(new Error('Egress is away'));
    await expect(ask()).rejects.toThrow('Egress is away');
    theirs = async () => THEIRS;
    const silent = await join('http://127.0.0.1:9');
    // Who is alive is known anew after half a second.
    await expect.poll(() => ask().then(String, String)).toContain('does not answer');
    await silent.close();
    await expect.poll(() => ask().then(({ held }) => held, String)).toEqual(['7', '8']);
    await other.close();
    await expect.poll(() => ask().then(({ held }) => held, String)).toEqual(['7']);
    await own.close();
  });
});
