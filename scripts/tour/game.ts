import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves the game that Ada shares, on loopback. */
export async function serveGame(): Promise<{
  url: string;
  /** The tab's title, by which the browser captures it. */
  title: string;
  close(): Promise<void>;
}> {
  const page = await readFile(new URL('game.html', import.meta.url));
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    title: 'Night drive',
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
