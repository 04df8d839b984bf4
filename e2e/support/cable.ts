import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

/** A TCP proxy to a port on loopback that can be cut. */
export interface Cable {
  port: number;
  /** Drops every connection, and each new one at once. */
  cut(): void;
  mend(): void;
  /** Bytes that the client of every connection seems to have sent. */
  inject(bytes: Buffer): void;
  close(): void;
}

/** @param missing requests for this path are answered as by a server that has none such */
export async function layCable(target: { port: number }, missing?: string): Promise<Cable> {
  const sockets = new Set<Socket>();
  const targets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    if (missing === undefined) return connect(near);
    near.on('error', () => {});
    near.once('data', (chunk) => {
      if (chunk.toString('latin1').startsWith(`GET ${missing}`)) near.end(NOT_FOUND);
      else connect(near, chunk);
    });
  }).listen(0, '127.0.0.1');
  const connect = (near: Socket, head?: Buffer) => {
    const far = createConnection(target.port, '127.0.0.1');
    targets.add(far);
    far.once('close', () => targets.delete(far));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
    if (head) far.write(head);
  };
  await once(server, 'listening');
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend() {
      whole = true;
    },
    inject(bytes) {
      for (const far of targets) far.write(bytes);
    },
    close() {
      cut();
      server.close();
    },
  };
}
