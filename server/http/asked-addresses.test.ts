import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** From where anything is asked over the network by itself, and who says which address: never who uses Hindsight. */
const ASKING = {
  'server/auth/avatars.ts': "Discord's CDN, whatever else is asked for",
  'server/auth/discord-oauth.ts': 'Discord, by the configuration',
  'server/calls/calls.ts': 'processes of this installation, by their own entries in the store',
  'server/http/preview-home.ts': 'the same',
  'server/http/signalling-proxy.ts': 'LiveKit, by the configuration',
  'server/livekit/process.ts': 'the LiveKit that was started here',
  'server/recorder/embedded/signalling/signal-socket.ts': 'LiveKit, by the configuration',
  'jobs/ask-server.ts': 'the server on this machine',
};
const ASKS =
  /\b(await|return) fetch\(|[=>] fetch\(|createProxyServer\(|new WebSocket\(|\b(request|get)\b.*from 'node:https?'/m;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const isTest = (file: string) =>
  /\.(test|contract)\.ts$|\/test-|\/matrix\/|\/(s3-server|bad-line)\.ts$/.test(file);

test('no address that somebody sends is ever asked: these files ask, and no others', async () => {
  const asking: string[] = [];
  for await (const file of glob('{server,bot,commands,jobs}/**/*.ts', { cwd: ROOT })) {
    if (!isTest(file) && ASKS.test(await readFile(`${ROOT}${file}`, 'utf8'))) asking.push(file);
  }
  expect(asking.sort()).toEqual(Object.keys(ASKING).sort());
});
