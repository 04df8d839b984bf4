import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { type Avatars, createAvatars } from './avatars.ts';

// A CDN of our own on loopback.
let cdn: Server;
let url: string;
let answer: RequestListener;
let asked: string[];
let nowMs: number;
let avatars: Avatars;

beforeEach(async () => {
  asked = [];
  nowMs = 0;
  answer = (_request, response) => {
    response.setHeader('Content-Type', 'image/webp');
    response.end('picture');
  };
  cdn = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(cdn, 'listening');
  url = `http://127.0.0.1:${(cdn.address() as AddressInfo).port}`;
  avatars = createAvatars(createLog('silent'), url, () => nowMs);
});
afterEach(async () => {
  cdn.closeAllConnections();
  cdn.close();
});

test('a picture is fetched once, also when many ask at once', async () => {
  const path = '/avatars/1/abc.webp?size=64';
  const all = await Promise.all([1, 2, 3].map(() => avatars.of(url + path)));
  expect(await avatars.of(url + path)).toEqual({
    type: 'image/webp',
    bytes: Buffer.from('picture'),
  });
  expect(all[2]?.bytes.toString()).toBe('picture');
  expect(asked).toEqual([path]);
});

test('nobody but the CDN is asked, whatever the address says', async () => {
  const [, port] = url.split('://127.0.0.1:');
  for (const address of [
    `http://127.0.0.1:${port}.evil.example/x`,
    `http://127.0.0.1:${port}@evil.example/x`,
    `http://localhost:${port}/x`,
    'file:///etc/passwd',
    '',
  ]) {
    expect(await avatars.of(address)).toBeNull();
  }
  expect(asked).toEqual([]);
});

test.each<[string, RequestListener]>([
  ['no picture', (_request, response) => response.writeHead(404).end()],
  [
    'a page',
    (_request, response) => response.setHeader('Content-Type', 'text/html').end('<script>'),
  ],
  [
    'a drawing with scripts',
    (_request, response) => response.setHeader('Content-Type', 'image/svg+xml').end('<svg/>'),
  ],
  [
    'far too much',
    (_request, response) =>
      response.setHeader('Content-Type', 'image/png').end(Buffer.alloc(200 * 1024)),
  ],
  ['somewhere else', (_request, response) => response.writeHead(302, { Location: '/2' }).end()],
  ['nothing', (request) => request.socket.destroy()],
])('%s is none, and is asked for again after a minute', async (_what, wrong) => {
  const right = answer;
  answer = wrong;
  expect(await avatars.of(`${url}/1`)).toBeNull();
  answer = right;
  nowMs += 59_000;
  expect(await avatars.of(`${url}/1`)).toBeNull();
  expect(asked).toEqual(['/1']);
  nowMs += 1000;
  expect((await avatars.of(`${url}/1`))?.bytes.toString()).toBe('picture');
});

test('only the newest few are kept', async () => {
  for (let i = 0; i <= 200; i++) await avatars.of(`${url}/${i}`);
  await avatars.of(`${url}/200`);
  expect(asked).toHaveLength(201);
  await avatars.of(`${url}/0`);
  expect(asked).toHaveLength(202);
});
