import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type Line, openLine } from './line.ts';

let line: Line;
let close: () => void;

beforeEach(async () => {
  const echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  line = await openLine((echo.address() as AddressInfo).port);
  close = () => {
    line.close();
    echo.close();
  };
});
afterEach(() => close());

interface Client {
  socket: Socket;
  got: () => number;
  isGone: () => boolean;
}

async function client(): Promise<Client> {
  const socket = connect(line.port, '127.0.0.1');
  let bytes = 0;
  let gone = false;
  socket.on('data', (chunk) => (bytes += chunk.length));
  socket.on('error', () => {});
  socket.on('close', () => {
    gone = true;
  });
  return { socket, got: () => bytes, isGone: () => gone };
}

test('a whole one passes everything, and each end to the other', async () => {
  const { socket, got, isGone } = await client();
  socket.end(Buffer.alloc(1_000_000));
  await until('all has come back', () => got() === 1_000_000 && isGone());
});

test('a silent one holds things back until it is whole', async () => {
  const { socket, got, isGone } = await client();
  line.set('silent');
  socket.write('abc');
  await sleep(100);
  expect([got(), isGone()]).toEqual([0, false]);
  line.set('whole');
  await until('it has come', () => got() === 3);
});

test('a broken one breaks what is there, and what comes', async () => {
  const before = await client();
  await once(before.socket, 'connect');
  line.set('broken');
  const after = await client();
  await until('both are gone', () => before.isGone() && after.isGone());
});

test('one that breaks after so many bytes breaks half-way', async () => {
  const { socket, got, isGone } = await client();
  line.set({ breaksAfter: 10_000 });
  for (let i = 0; i < 40 && !isGone(); i++) {
    socket.write(Buffer.alloc(1000));
    await sleep(5);
  }
  await until('it is gone', isGone);
  expect(got()).toBeGreaterThan(0);
  expect(got()).toBeLessThan(10_000);
});

test('one that has forgotten its connections keeps them open and passes nothing; new ones pass', async () => {
  const before = await client();
  before.socket.write('a');
  await until('it has come', () => before.got() === 1);
  line.forget();
  before.socket.write('b');
  const after = await client();
  after.socket.write('c');
  await until('it has come', () => after.got() === 1);
  expect([before.got(), before.isGone()]).toEqual([1, false]);
});
