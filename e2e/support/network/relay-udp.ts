import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Impairer } from './impairment.ts';

/** So that nothing is lost here that nobody counts. */
const BUFFER_BYTES = 4 << 20;

export interface UdpRelay {
  port: number;
  /** LiveKit sees every client at another port from now on, as behind a NAT that forgot them. */
  rebind(): void;
  close(): void;
}

/** Carries datagrams between `host` and LiveKit's port on loopback, each client through a socket of its own. */
export async function relayUdp(
  host: string,
  livekitPort: number,
  { up, down }: { up: Impairer; down: Impairer },
): Promise<UdpRelay> {
  const near = createSocket(isIPv6(host) ? 'udp6' : 'udp4').bind(0, host);
  await once(near, 'listening');
  near.setRecvBufferSize(BUFFER_BYTES);
  near.unref();
  const flows = new Map<string, Socket>();
  let closed = false;

  const after = (delays: number[], send: () => void) => {
    for (const ms of delays) setTimeout(() => closed || send(), ms).unref();
  };
  const openFar = (clientPort: number, clientHost: string): Socket => {
    const far = createSocket('udp4');
    far.on('error', () => {});
    far.on('message', (data) => {
      after(down.next(), () => near.send(data, clientPort, clientHost));
    });
    far.bind(0, '127.0.0.1', () => far.setRecvBufferSize(BUFFER_BYTES)).unref();
    return far;
  };
  near.on('message', (data, { port, address }) => {
    const key = `${port} ${address}`;
    let far = flows.get(key);
    if (!far) flows.set(key, (far = openFar(port, address)));
    after(up.next(), () => flows.get(key)?.send(data, livekitPort, '127.0.0.1'));
  });
  return {
    port: near.address().port,
    rebind() {
      for (const [key, far] of flows) {
        far.close();
        const [port, address = ''] = key.split(' ');
        flows.set(key, openFar(Number(port), address));
      }
    },
    close() {
      closed = true;
      near.close();
      for (const far of flows.values()) far.close();
    },
  };
}
