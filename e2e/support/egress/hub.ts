import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Peer, speak } from './bus.ts';
import type {
  FromHandler,
  FromService,
  InfoJson,
  Report,
  ToHandler,
  ToService,
} from './messages.ts';

export interface ServiceMember extends Peer<ToService> {
  pid: number;
}

export interface HandlerMember extends Peer<ToHandler> {
  pid: number;
  egressId: string;
}

type Answer = { type: 'taken' | 'refused' } | { type: 'ending'; info: InfoJson };

export interface Hub {
  port: number;
  /** Who is connected now. */
  services: Set<ServiceMember>;
  handlers: Map<string, HandlerMember>;
  /** @returns what was answered about this egress, or null when nobody did within the time */
  ask(egressId: string, send: () => void, timeoutMs: number): Promise<Answer | null>;
  close(): void;
}

/** The bus's middle, in the test's process: it ends, and so does everything that is connected. */
export async function openHub(
  onReport: (report: Report) => void,
  onHandler: (handler: HandlerMember) => void,
): Promise<Hub> {
  const services = new Set<ServiceMember>();
  const handlers = new Map<string, HandlerMember>();
  const asked = new Map<string, (answer: Answer) => void>();
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const peer = speak<FromService | FromHandler, never>(socket, (message) => {
      switch (message.type) {
        case 'service': {
          const member = { ...peer, pid: message.pid };
          services.add(member);
          socket.once('close', () => services.delete(member));
          break;
        }
        case 'handler': {
          const { egressId, pid } = message;
          const member = { ...peer, pid, egressId };
          handlers.set(egressId, member);
          socket.once('close', () => handlers.delete(egressId));
          onHandler(member);
          break;
        }
        case 'report':
          onReport(message);
          break;
        default:
          asked.get(message.egressId)?.(message);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    services,
    handlers,
    async ask(egressId, send, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<Answer | null>();
      asked.set(egressId, resolve);
      const timer = setTimeout(resolve, timeoutMs, null);
      send();
      return promise.finally(() => {
        clearTimeout(timer);
        asked.delete(egressId);
      });
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
