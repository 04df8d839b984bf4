import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { passOn } from '../pass-on.ts';
import { type Detour, detourToClient, hideClient } from './candidates.ts';
import { type Fates, Impairer, type Impairment, UNIMPAIRED } from './impairment.ts';
import { inOrder, pause, relayTcp } from './relay-tcp.ts';
import { relayUdp } from './relay-udp.ts';

export interface RelayOptions {
  /** LiveKit's signalling, UDP and TCP ports on loopback. */
  ports: { signal: number; udp: number; tcp?: number };
  seed?: number;
  /** Where clients reach the relay: 127.0.0.1, or ::1 for media over IPv6. */
  mediaHost?: string;
  /** Ways that are offered for media. */
  ways?: ('udp' | 'tcp')[];
}

/** A bad network between clients and a LiveKit server on loopback. */
export interface ImpairedRelay {
  /** What clients take for LiveKit, its API as well: `ws://127.0.0.1:PORT`. */
  url: string;
  /** From now on; what isn't named is as it should be. `up` goes to LiveKit, `down` to the client. */
  impair(setting: Partial<Impairment>, directions?: ('up' | 'down')[]): void;
  /** Everything passes again. */
  mend(): void;
  /** Whether signalling goes dark, too, when media does; it does at first. */
  keepSignalling(keep: boolean): void;
  /** Clients come from another address from now on. */
  rebind(): void;
  /** Of media packets. */
  fates(): { up: Fates; down: Fates };
  close(): void;
}

/** Clients that come this way have no other: their own addresses are hidden from LiveKit, and LiveKit's from them. */
export async function openImpairedRelay(options: RelayOptions): Promise<ImpairedRelay> {
  const { ports, seed = 1, mediaHost = '127.0.0.1', ways = ['udp'] } = options;
  const media = { up: new Impairer(seed), down: new Impairer(seed + 1) };
  const words = { up: new Impairer(seed + 2), down: new Impairer(seed + 3) };
  const udp = await relayUdp(mediaHost, ports.udp, media);
  const tcp = ports.tcp === undefined ? null : await relayTcp(mediaHost, ports.tcp, media);
  const detour: Detour = {
    udp: ways.includes('udp') ? { host: mediaHost, port: udp.port } : null,
    tcp: ways.includes('tcp') && tcp ? { host: mediaHost, port: tcp.port } : null,
  };
  let signallingKept = false;
  let closed = false;

  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => null);
    await untilLight();
    if (!body || response.destroyed) return;
    const livekit = `http://127.0.0.1:${ports.signal}`;
    await passOn(livekit, request, body, response).catch(() => request.socket.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', async (request, socket, head) => {
    socket.on('error', () => {});
    await untilLight();
    if (socket.destroyed) return;
    sockets.handleUpgrade(request, socket, head, (near) =>
      sockets.emit('connection', near, request),
    );
  });
  // What is said before the way to LiveKit is open waits for it.
  sockets.on('connection', (near, { url = '/', headers: { authorization } }) => {
    const opened = openFar(url, authorization ? { authorization } : {});
    const toLivekit = inOrder(words.up, async (data: Buffer) => {
      const said = hideClient(data);
      if (said) (await opened)?.send(said);
    });
    near.on('message', (data: RawData) => toLivekit(data as Buffer));
    near.on('error', () => {});
    near.on('close', () => void opened.then((far) => far?.close()));
    void opened.then((far) => {
      if (!far) return near.close();
      const toClient = inOrder(words.down, (data: Buffer) => {
        const said = detourToClient(data, detour);
        if (said && near.readyState === WebSocket.OPEN) near.send(said);
      });
      far.on('message', (data: RawData) => toClient(data as Buffer));
      far.on('close', () => near.close());
    });
  });
  async function untilLight(): Promise<void> {
    while (words.up.setting.dark && !closed) await pause(50);
  }
  async function openFar(path: string, headers: Record<string, string>): Promise<WebSocket | null> {
    const far = new WebSocket(`ws://127.0.0.1:${ports.signal}${path}`, [], { headers });
    far.on('error', () => {});
    return Promise.race([
      once(far, 'open').then(() => far),
      once(far, 'close').then(() => null),
    ]).catch(() => null);
  }
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');

  const set = (direction: 'up' | 'down', setting: Partial<Impairment>) => {
    media[direction].setting = { ...UNIMPAIRED, ...setting };
    const { delayMs = 0, dark = false } = setting;
    words[direction].setting = { ...UNIMPAIRED, delayMs, dark: dark && !signallingKept };
  };
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    impair(setting, directions = ['up', 'down']) {
      for (const direction of directions) set(direction, setting);
    },
    mend() {
      set('up', {});
      set('down', {});
    },
    keepSignalling(keep) {
      signallingKept = keep;
    },
    rebind: udp.rebind,
    fates: () => ({ up: { ...media.up.fates }, down: { ...media.down.fates } }),
    close() {
      if (closed) return;
      closed = true;
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      udp.close();
      tcp?.close();
    },
  };
}
