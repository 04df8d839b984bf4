import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { listen } from './listen.ts';
import { proxySignalling } from './signalling-proxy.ts';

// A LiveKit that says what it was asked.
const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
const livekit = createServer((incoming, response) => {
  asked.push({ url: incoming.url ?? '', headers: incoming.headers });
  response.end('LiveKit');
});
livekit.on('upgrade', (incoming, socket) => {
  asked.push({ url: incoming.url ?? '', headers: incoming.headers });
  socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
});

let http: Awaited<ReturnType<typeof listen>>;
beforeEach(async () => {
  asked.length = 0;
  await once(livekit.listen(0, '127.0.0.1'), 'listening');
  http = await listen('127.0.0.1', 0);
  const url = `ws://127.0.0.1:${(livekit.address() as AddressInfo).port}`;
  const take = proxySignalling(http.server, url, createLog('silent'));
  http.serve((incoming, response) => take(incoming, response) || response.end('ours'));
});
afterEach(async () => {
  await http.close();
  livekit.closeAllConnections();
  await once(livekit.close(), 'close');
});

/** As it is, where `fetch` would tidy the path up. */
function ask(path: string, headers: Record<string, string> = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const sent = request({ host: '127.0.0.1', port: http.port, path, headers });
  sent.on('response', async (response) => resolve(String(await response.toArray())));
  sent.on('upgrade', (_response, socket) => {
    socket.destroy();
    resolve('LiveKit');
  });
  sent.on('error', () => resolve('refused'));
  sent.end();
  return promise;
}
const UPGRADE = { Connection: 'Upgrade', Upgrade: 'websocket' };

test.each([
  '/livekit/rtc',
  '/livekit/rtc?access_token=a.b.c&auto_subscribe=1',
  '/livekit/rtc/validate?access_token=a.b.c',
  '/livekit/rtc/v1?join_request=a%2Bb',
])('%s is signalling', async (path) => {
  expect(await ask(path)).toBe('LiveKit');
  expect(await ask(path, UPGRADE)).toBe('LiveKit');
  const url = path.slice('/livekit'.length);
  expect(asked.map((one) => one.url)).toEqual([url, url]);
});

test.each([
  '/livekit/twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/../twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/%2e%2e/twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/..%2ftwirp/livekit.RoomService/ListRooms',
  '/livekit/rtc\\..\\twirp',
  '/livekit/rtcs',
  '/livekit/rtc//evil.example/',
  '/livekit//rtc',
  '/livekit/',
])('%s is not, and LiveKit is not asked', async (path) => {
  expect(await ask(path)).toBe('ours');
  expect(await ask(path, UPGRADE)).toBe('refused');
  expect(asked).toEqual([]);
});

test('LiveKit is not told by which cookie somebody is signed in here', async () => {
  const Cookie = 'hindsight_session=secret';
  await ask('/livekit/rtc', { Cookie });
  await ask('/livekit/rtc', { ...UPGRADE, Cookie });
  expect(asked).toHaveLength(2);
  expect(JSON.stringify(asked)).not.toContain('secret');
});
