import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { createHandover } from './handover.ts';
import { freeTcpPort } from './livekit/ports.ts';
import { createLog } from './log.ts';
import { openStore } from './store/open.ts';

// The product as `npm start` runs it, twice, with one DATA_DIR and one port; there is no LiveKit.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 40_000 });

let dataDir: string;
let sandbox: Sandbox;
let port: number;
let running: ChildProcess[];
beforeEach(async () => {
  running = [];
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-handover-'));
  sandbox = await startSandbox({ dataDir });
  await sandbox.control.setRateLimits(false);
  port = await freeTcpPort();
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await sandbox?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** @returns the process and all that it has said so far */
function start() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      ...{ PATH: process.env.PATH, FFMPEG_PATH: process.env.FFMPEG_PATH },
      ...{ DATA_DIR: dataDir, PORT: String(port) },
      ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
      ...{ LIVEKIT_URL: 'ws://127.0.0.1:9', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return { child, said: () => said };
}
const says = (one: ReturnType<typeof start>, words: string) =>
  vi.waitFor(() => expect(one.said()).toContain(words), { timeout: 40_000 });
const isUp = () =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

test('a later process waits until the earlier one is told to end, and no command is lost', async () => {
  const { control } = sandbox;
  const earlier = start();
  await says(earlier, 'Hindsight is up');
  const later = start();
  await says(later, 'another Hindsight has the port');

  const ids: string[] = [];
  const typing = new AbortController();
  const type = async () => {
    while (!typing.signal.aborted) {
      ids.push((await control.run({ as: 'ada', channel: '#clips', command: '/clip' })).id);
      await sleep(200);
    }
  };
  const allTyped = type();
  await sleep(1000);
  expect(later.said()).not.toContain('Hindsight is up');
  expect(await isUp()).toBe(true);
  earlier.child.kill('SIGTERM');
  const [code] = await once(earlier.child, 'exit');
  expect(code).toBe(0);
  await says(later, 'Hindsight is up');
  expect(await isUp()).toBe(true);
  await sleep(1000);
  typing.abort();
  await allTyped;

  for (const id of ids) expect((await control.waitForAnswer(id)).state).toBe('answered');
  const callbacks = (await control.requests()).filter(({ path }) => path.includes('/callback'));
  expect(callbacks).toHaveLength(ids.length);
  const sessions = (await control.sessions()).filter(({ connected }) => connected);
  expect(sessions).toHaveLength(1);

  // Nobody waits any more: it does not wait for anybody either.
  const sinceMs = performance.now();
  later.child.kill('SIGTERM');
  expect((await once(later.child, 'exit'))[0]).toBe(0);
  expect(performance.now() - sinceMs).toBeLessThan(8000);
});

test('a later process takes over from one that is killed', async () => {
  const earlier = start();
  await says(earlier, 'Hindsight is up');
  const later = start();
  await says(later, 'another Hindsight has the port');
  earlier.child.kill('SIGKILL');
  await says(later, 'Hindsight is up');
  const { id } = await sandbox.control.run({ as: 'ada', channel: '#clips', command: '/clip' });
  expect((await sandbox.control.waitForAnswer(id)).state).toBe('answered');
});

test('a port that another program has is said at once', async () => {
  const log = createLog('silent');
  const store = await openStore({ dataDir }, log);
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const taken = (stranger.address() as AddressInfo).port;
  const at = { host: '127.0.0.1', port: taken };
  const handover = createHandover({ store, owner: 'us', at, log });
  await expect(handover.listen()).rejects.toThrow('is taken by another program');
  expect(await handover.isAwaited()).toBe(false);
  await handover.close();
  await store.close();
  stranger.close();
});
