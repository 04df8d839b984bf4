import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** What happens to connections. */
export type Way =
  | 'whole'
  /** Those that are there break, new ones break at once. */
  | 'broken'
  /** Nothing passes, nobody is told; what was sent meanwhile arrives afterwards. */
  | 'silent'
  /** Each, also new ones, breaks after so many more bytes. */
  | { breaksAfter: number };

/** A TCP relay to a port on loopback. */
export interface Line {
  port: number;
  set(way: Way): void;
  /** Over the connections that are there nothing passes ever again, as behind a firewall that forgot them. */
  forget(): void;
  close(): void;
}

interface Connection {
  near: Socket;
  far: Socket;
  isForgotten: boolean;
  bytes: number;
}

export async function openLine(target: number): Promise<Line> {
  const connections = new Set<Connection>();
  let way: Way = 'whole';
  let changed = Promise.withResolvers<void>();

  async function* passing(connection: Connection, chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      while (way === 'silent' || connection.isForgotten) await changed.promise;
      connection.bytes += chunk.length;
      if (typeof way === 'object' && connection.bytes >= way.breaksAfter) {
        yield chunk.subarray(0, chunk.length >> 1);
        setImmediate(cut, connection);
        return;
      }
      yield chunk;
    }
  }
  function cut({ near, far }: Connection): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    near.on('error', () => {});
    if (way === 'broken') return void near.resetAndDestroy();
    const far = createConnection({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const connection = { near, far, isForgotten: false, bytes: 0 };
    connections.add(connection);
    far.on('error', () => {});
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.once('close', () => {
        connections.delete(connection);
        to.destroy();
      });
      pipeline(from, (chunks) => passing(connection, chunks), to).catch(() => {});
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      way = next;
      for (const connection of connections) {
        connection.bytes = 0;
        if (way === 'broken') cut(connection);
      }
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    forget() {
      for (const connection of connections) connection.isForgotten = true;
    },
    close() {
      server.close();
      for (const { near, far } of connections) {
        near.destroy();
        far.destroy();
      }
    },
  };
}
