import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../server/config.ts';
import { checkDataDir, checkMediaPorts, checkPort, checkReach } from './machine.ts';

const LIVEKIT = { LIVEKIT_URL: 'wss://l.example', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' };

test.each([
  [{}, 'note'],
  [{ PUBLIC_URL: 'http://localhost:3000' }, 'ok'],
  [{ PUBLIC_URL: 'http://example.org' }, 'missing'],
  [{ PUBLIC_URL: 'https://example.org' }, 'missing'],
  [{ PUBLIC_URL: 'https://example.org', LIVEKIT_NODE_IP: '203.0.113.7' }, 'ok'],
  [{ PUBLIC_URL: 'https://example.org', ...LIVEKIT }, 'ok'],
])('friends elsewhere, with %o: %s', (env, state) => {
  const finding = checkReach(loadConfig(env));
  expect(finding.state).toBe(state);
  // Whatever is not all right comes with what to do.
  expect(Boolean(finding.todo)).toBe(state !== 'ok');
});

test('a port that another program has is told', async () => {
  const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const config = loadConfig({ PORT: String(port) });
  expect(await checkPort(config)).toMatchObject({ state: 'missing', name: 'port' });
  other.close();
  await once(other, 'close');
  expect(await checkPort(config)).toMatchObject({ state: 'ok' });
});

test('a data folder is all right when it can be made, and is not made by looking', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  const config = loadConfig({ DATA_DIR: join(folder, 'deep', 'data') });
  expect(await checkDataDir(config)).toMatchObject({ state: 'ok' });
  await rm(folder, { recursive: true });
  const inAFile = loadConfig({ DATA_DIR: join(import.meta.filename, 'data') });
  expect(await checkDataDir(inAFile)).toMatchObject({ state: 'missing' });
});

test('media ports only matter where an address is announced', async () => {
  expect(await checkMediaPorts(loadConfig({}))).toBeUndefined();
});
