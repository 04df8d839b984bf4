import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

test('before the product is put together, requests are told to come again', async () => {
  const http = await listen('127.0.0.1', 0);
  expect((await fetch(`http://127.0.0.1:${http.port}/`)).status).toBe(503);
  http.serve((_request, response) => response.end('here'));
  expect(await (await fetch(`http://127.0.0.1:${http.port}/`)).text()).toBe('here');
  await http.close();
});

test('closing does not wait for websockets that are open', async () => {
  const http = await listen('127.0.0.1', 0);
  http.server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  });
  const socket = connect(http.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
  await once(socket, 'data');
  const gone = once(socket, 'close');
  await http.close();
  await gone;
});

test('a port that is taken is said in words', async () => {
  const http = await listen('127.0.0.1', 0);
  await expect(listen('127.0.0.1', http.port)).rejects.toThrow('is taken by another program');
  await http.close();
});
