import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What stands before several servers: each request goes to the next one, and to another where that one is not there. */
export async function startBalancer(
  origins: string[],
): Promise<{ url: string; close(): Promise<void> }> {
  let turn = 0;

  function passOn(
    origin: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const { method, url = '/', headers } = request;
    return new Promise((resolve, reject) => {
      const passed = ask(new URL(url, origin), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once('close', resolve);
      });
      passed.once('error', reject);
      response.once('close', () => passed.destroy());
      passed.end(body);
    });
  }

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const first = turn++;
    for (let i = 0; i < origins.length; i++) {
      const origin = origins[(first + i) % origins.length] as string;
      try {
        return await passOn(origin, request, body, response);
      } catch {
        if (response.headersSent) return void response.destroy();
      }
    }
    response.writeHead(502).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
