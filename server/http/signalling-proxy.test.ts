import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { proxySignalling } from './signalling-proxy.ts';

let livekit: Server;
let ours: Server;
let asked: string[] = [];
const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
let port: number;
beforeAll(async () => {
  livekit = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end('livekit');
  });
  const url = `ws://127.0.0.1:${await listening(livekit)}`;
  ours = createServer((incoming, response) => {
    if (!pass(incoming, response)) response.writeHead(404).end('ours');
  });
  const pass = proxySignalling(ours, url, createLog('silent'));
  port = await listening(ours);
});
afterAll(() => {
  ours.close();
  livekit.close();
});

/** `fetch` would tidy the path up. */
function get(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  '/livekit/rtc/validate?access_token=x',
  '/livekit/rtc/v1/validate',
  '/livekit/rtc?a=..',
])('signalling goes to LiveKit: %s', async (path) => {
  asked = [];
  expect(await get(path)).toBe(200);
  expect(asked).toEqual([path.slice('/livekit'.length)]);
});

test.each([
  '/livekit/twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/../twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/%2e%2e/twirp/livekit.RoomService/ListRooms',
  '/livekit/rtc/..;/twirp',
  '/livekit/rtc\\..\\twirp',
  '/livekit/',
])('nothing else does: %s', async (path) => {
  asked = [];
  expect(await get(path)).toBe(404);
  expect(asked).toEqual([]);
});
