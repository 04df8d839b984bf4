import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** One end of a connection that carries JSON, a message a line; stands in for Redis between the processes. */
export interface Peer<Out> {
  send(message: Out): void;
  close(): void;
}

export function speak<In, Out>(socket: Socket, onMessage: (message: In) => void): Peer<Out> {
  // Who is killed resets its connection; its end is told by 'close'.
  socket.on('error', () => {});
  createInterface({ input: socket })
    .on('line', (line) => onMessage(JSON.parse(line)))
    .on('error', () => {});
  return {
    send(message) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    close: () => socket.destroy(),
  };
}

/** @param onClose the test's process is gone */
export async function joinBus<In, Out>(
  port: number,
  onMessage: (message: In) => void,
  onClose: () => void,
): Promise<Peer<Out>> {
  const socket = createConnection(port, '127.0.0.1');
  socket.once('close', onClose);
  const peer = speak<In, Out>(socket, onMessage);
  await once(socket, 'connect').catch(onClose);
  return peer;
}
