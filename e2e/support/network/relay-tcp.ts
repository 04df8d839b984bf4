import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import type { Impairer } from './impairment.ts';

/** A lost segment comes again after so long, and all behind it waits, ms. */
const SENT_AGAIN_MS = 200;
const DARK_LOOK_MS = 50;

export interface TcpRelay {
  port: number;
  close(): void;
}

/** Carries bytes between `host` and LiveKit's port on loopback: late, but all of them and in order. */
export async function relayTcp(
  host: string,
  livekitPort: number,
  { up, down }: { up: Impairer; down: Impairer },
): Promise<TcpRelay> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection(livekitPort, '127.0.0.1');
    for (const [from, to, impairer] of [
      [near, far, up],
      [far, near, down],
    ] as const) {
      sockets.add(from);
      from.unref();
      const carry = inOrder(impairer, (data: Buffer) => to.write(data));
      from.on('data', carry);
      from.on('error', () => {});
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, host);
  await once(server, 'listening');
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Passes things on as a reliable connection does over such a network. */
export function inOrder<T>(impairer: Impairer, pass: (item: T) => void): (item: T) => void {
  let before: Promise<void> = Promise.resolve();
  return (item) => {
    const atMs = Date.now() + (impairer.next()[0] ?? impairer.setting.delayMs + SENT_AGAIN_MS);
    before = before.then(async () => {
      await pause(atMs - Date.now());
      while (impairer.setting.dark) await pause(DARK_LOOK_MS);
      pass(item);
    });
  };
}

export async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
}
