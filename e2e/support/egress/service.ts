import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListEgressRequest, StopEgressRequest } from '@livekit/protocol';
import { createProxyServer } from 'http-proxy-3';
import { EgressStatus, RoomServiceClient, TrackCompositeEgressRequest } from 'livekit-server-sdk';
import { answerTwirp, type Method, TwirpFault } from './twirp.ts';
import { type WebhookTarget, webhookSender } from './webhooks.ts';
import { startWorker, type Worker } from './worker.ts';

export interface TestEgressOptions {
  /** A real LiveKit server. */
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** Where the egress_* webhooks go, signed with these; LiveKit sends the others itself. */
  webhook?: WebhookTarget;
}

export interface TestEgress {
  /** LIVEKIT_URL of a LiveKit that has Egress: all but Egress is passed through to the real one. */
  url: string;
  close(): Promise<void>;
}

/** LiveKit asks the worker before it says that there is nothing to stop. */
const STOP_MISS_MS = 3000;
const ENDED = EgressStatus.EGRESS_COMPLETE;

/**
 * A stand-in for LiveKit's Egress service: the same API, files and webhooks, made with ffmpeg from what
 * it receives in the real room. Of its kinds only Track Composite to segments.
 */
export async function startTestEgress({
  livekit,
  webhook,
}: TestEgressOptions): Promise<TestEgress> {
  const target = livekit.url.replace(/^ws/, 'http');
  const rooms = new RoomServiceClient(target, livekit.apiKey, livekit.apiSecret);
  const workers = new Map<string, Worker>();
  const send = webhookSender(webhook);

  const methods: Record<string, Method> = {
    async StartTrackCompositeEgress(json) {
      const request = TrackCompositeEgressRequest.fromJson(json as never);
      const [room] = await rooms.listRooms([request.roomName]);
      if (!room) throw new TwirpFault('not_found', 'requested room does not exist');
      const output = request.segmentOutputs[0];
      if (!output) throw new TwirpFault('invalid_argument', 'this stand-in only writes segments');
      const worker = startWorker({ livekit, roomId: room.sid, request, output, send });
      workers.set(worker.info.egressId, worker);
      await sleep(150);
      return worker.info.toJson();
    },
    async ListEgress(json) {
      const { roomName, egressId, active } = ListEgressRequest.fromJson(json as never);
      const items = [...workers.values()]
        .map(({ info }) => info)
        .filter((info) => !roomName || info.roomName === roomName)
        .filter((info) => !egressId || info.egressId === egressId)
        .filter((info) => !active || info.status < ENDED);
      return { items: items.map((info) => info.toJson()) };
    },
    async StopEgress(json) {
      const { egressId } = StopEgressRequest.fromJson(json as never);
      const worker = workers.get(egressId);
      if (!worker || worker.info.status >= ENDED) {
        await sleep(STOP_MISS_MS);
        throw worker
          ? new TwirpFault(
              'failed_precondition',
              `egress with status ${EgressStatus[worker.info.status]} cannot be stopped`,
            )
          : new TwirpFault('not_found', 'egress does not exist');
      }
      worker.stop();
      await sleep(150);
      return worker.info.toJson();
    },
  };

  const proxy = createProxyServer({ target, ws: true });
  proxy.on('error', (_error, _request, response) => {
    if (response && 'writeHead' in response) response.writeHead(502).end();
    else response?.destroy();
  });
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/twirp/livekit.Egress/')) {
      void answerTwirp(request, response, methods, livekit);
    } else proxy.web(request, response);
  });
  server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head));
  // Go's servers keep idle connections, too; on a busy machine 5 s pass between two requests.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const worker of workers.values()) worker.stop();
      await Promise.all([...workers.values()].map(({ ended }) => ended));
      proxy.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
