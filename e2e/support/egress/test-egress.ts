import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProxyServer } from 'http-proxy-3';
import { EgressInfo } from 'livekit-server-sdk';
import { until } from '../until.ts';
import { createApi } from './api.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { openHub } from './hub.ts';
import { DELAYS, type Delays, type Faults, NO_FAULTS } from './settings.ts';
import { answerTwirp } from './twirp.ts';
import { createWebhooks, type Webhooks, type WebhookTarget } from './webhooks.ts';
import { createWorkers, type Workers } from './workers.ts';

export interface TestEgressOptions {
  /** A real LiveKit server. */
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** Where the egress_* webhooks go, signed with these; LiveKit sends the others itself. */
  webhook?: WebhookTarget;
  /** How many services there are. */
  workers?: number;
  /** How many egresses each takes; what is more gets no answer from it. */
  capacity?: number;
  /** Whom the services' processes run as: root, as tests often are, is refused no folder. */
  uid?: number;
  gid?: number;
  faults?: Partial<Faults>;
  /** As a real one's where not given, ms. */
  delays?: Partial<Delays>;
}

export interface TestEgress {
  /** LIVEKIT_URL of a LiveKit that has Egress: all but Egress is passed through to the real one. */
  url: string;
  /** The services; what each records is done by a handler process of its own. */
  workers: Workers;
  handlers: Handlers;
  webhooks: Pick<Webhooks, 'faults' | 'hold' | 'release'>;
  /** Switches faults of what runs and of what is started later; what isn't named stays. */
  setFaults(faults: Partial<Faults>): void;
  close(): Promise<void>;
}

/**
 * A stand-in for LiveKit's Egress: the same API, files, webhooks, processes and faults, made with ffmpeg
 * from what it receives in the real room. Of its kinds only Track Composite to segments.
 */
export async function startTestEgress(options: TestEgressOptions): Promise<TestEgress> {
  const { livekit, workers: count = 1, capacity = 1000, uid, gid } = options;
  const delays = { ...DELAYS, ...options.delays };
  const faults = { ...NO_FAULTS, ...options.faults };
  const scratch = await mkdtemp(join(tmpdir(), 'egress-'));
  await chmod(scratch, 0o777);
  const list = new Map<string, EgressInfo>();
  const webhooks = createWebhooks(options.webhook);

  const hub = await openHub(
    ({ event, info }) => {
      const now = EgressInfo.fromJson(info);
      list.set(now.egressId, now);
      webhooks.send(event, now);
    },
    (handler) => handler.send({ type: 'faults', faults }),
  );
  const workers = createWorkers(hub, { workers: count, capacity, uid, gid, home: scratch });
  const handlers = createHandlers(hub);
  await workers.start();

  const methods = createApi(hub, { livekit, delays, scratch }, { list, webhooks });
  const proxy = createProxyServer({ target: livekit.url.replace(/^ws/, 'http'), ws: true });
  proxy.on('error', (_error, _request, response) => {
    if (response && 'writeHead' in response) response.writeHead(502).end();
    else response?.destroy();
  });
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/twirp/livekit.Egress/')) {
      void answerTwirp(request, response, methods, livekit);
    } else proxy.web(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    proxy.ws(request, socket, head);
  });
  // Go's servers keep idle connections, too; on a busy machine 5 s pass between two requests.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    workers,
    handlers,
    webhooks,
    setFaults(changed) {
      Object.assign(faults, changed);
      for (const handler of hub.handlers.values()) handler.send({ type: 'faults', faults });
    },
    async close() {
      // First those who would report the others' deaths.
      await workers.kill();
      await handlers.kill();
      hub.close();
      proxy.close();
      server.closeAllConnections();
      server.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
