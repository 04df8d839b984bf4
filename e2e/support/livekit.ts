import { randomBytes } from 'node:crypto';
import { freeTcpPort, freeUdpPort } from '../../server/livekit/ports.ts';
import { runLivekit } from '../../server/livekit/process.ts';
import { createLog } from '../../server/log.ts';
import { needPart } from './parts.ts';

export interface LivekitOptions {
  /** Where its webhooks go; without it, to a port where nobody listens. */
  webhookUrl?: string;
  apiKey?: string;
  apiSecret?: string;
  port?: number;
  /** It offers media over TCP, too. */
  tcp?: boolean;
}

/** A real LiveKit server on loopback that a test may kill, and that nobody restarts but the test. */
export interface TestLivekit {
  /** `ws://127.0.0.1:PORT` */
  url: string;
  apiKey: string;
  apiSecret: string;
  port: number;
  ports: { signal: number; udp: number; tcp?: number };
  pid(): number;
  /** SIGKILL: nobody is told. */
  kill(): Promise<void>;
  /** SIGTERM, as before an upgrade: it ends when everybody has left. Resolves then. */
  drain(): Promise<void>;
  /** Starts it again (killed before or not) on the same ports with the same keys. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when there is no livekit-server, or it doesn't start; has its last words */
export async function startLivekit(options: LivekitOptions = {}): Promise<TestLivekit> {
  const bin = await needPart('livekit');
  const settings = {
    ports: {
      signal: options.port ?? (await freeTcpPort()),
      udp: await freeUdpPort(),
      ...(options.tcp && { tcp: await freeTcpPort() }),
    },
    apiKey: options.apiKey ?? 'testkey',
    apiSecret: options.apiSecret ?? randomBytes(24).toString('hex'),
    webhookUrl: options.webhookUrl ?? `http://127.0.0.1:${await freeTcpPort()}/nobody`,
  };
  const start = () => runLivekit(bin, settings, createLog('silent'));
  let running = await start();
  const kill = () => running.stop(0);
  return {
    url: `ws://127.0.0.1:${settings.ports.signal}`,
    port: settings.ports.signal,
    ports: settings.ports,
    pid: () => running.pid,
    apiKey: settings.apiKey,
    apiSecret: settings.apiSecret,
    kill: async () => {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    drain: async () => {
      process.kill(running.pid, 'SIGTERM');
      await running.exited;
    },
    restart: async () => {
      await kill();
      running = await start();
    },
    close: kill,
  };
}
