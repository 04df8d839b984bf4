import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { passOn } from '../pass-on.ts';

/** What stands before several servers: each request goes to the next one, and to another where that one is not there. */
export async function startBalancer(
  origins: string[],
): Promise<{ url: string; close(): Promise<void> }> {
  let turn = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => null);
    // Who asked is gone.
    if (!body) return;
    const first = turn++;
    for (let i = 0; i < origins.length; i++) {
      const origin = origins[(first + i) % origins.length] as string;
      try {
        return await passOn(origin, request, body, response);
      } catch {
        if (response.headersSent || response.destroyed) return void response.destroy();
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
