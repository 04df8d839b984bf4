import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { UserError } from '../errors.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Listens before the product is put together, since LiveKit has to be told where its webhooks go.
 * Until `serve` is called, every request is answered by 503.
 * @throws UserError when the port is taken
 */
export async function listen(host: string, port: number) {
  let handler: Handler = (_request, response) => {
    response.writeHead(503, { 'Retry-After': '1' }).end('Hindsight is starting.\n');
  };
  const server = createServer((request, response) => void handler(request, response));
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Longer than proxies and clients keep theirs, or they write into a connection that is just being closed.
  server.keepAliveTimeout = 75_000;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const taken = `Port ${port} on ${host} is taken by another program. Stop it, or set PORT.`;
    reject(cause.code === 'EADDRINUSE' ? new UserError(taken, { cause }) : cause);
  });
  server.listen(port, host, resolve);
  await promise;
  return {
    server,
    port: (server.address() as AddressInfo).port,
    serve(next: Handler) {
      handler = next;
    },
    async close(): Promise<void> {
      const closed = new Promise((done) => server.close(done));
      // Event streams and proxied websockets of open pages would hold it open for ever; Node's own
      // closeAllConnections leaves the latter alone.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
