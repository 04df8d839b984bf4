import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EgressSourceType, ListEgressRequest, StopEgressRequest } from '@livekit/protocol';
import {
  EgressInfo,
  EgressStatus,
  RoomServiceClient,
  TrackCompositeEgressRequest,
} from 'livekit-server-sdk';
import { until } from '../until.ts';
import type { Hub } from './hub.ts';
import type { Job } from './messages.ts';
import { withResults } from './results.ts';
import { type Method, TwirpFault } from './twirp.ts';
import type { Webhooks } from './webhooks.ts';

/** How long a service waits for a handler that it has started. */
const READY_MS = 10_000;
const ENDED = EgressStatus.EGRESS_COMPLETE;

/** LiveKit's own part of Egress: the methods, and the list of what its services said last. */
export function createApi(
  hub: Hub,
  { livekit, delays, scratch }: Omit<Job, 'info'>,
  { list, webhooks }: { list: Map<string, EgressInfo>; webhooks: Webhooks },
): Record<string, Method> {
  const target = livekit.url.replace(/^ws/, 'http');
  const rooms = new RoomServiceClient(target, livekit.apiKey, livekit.apiSecret);

  /** @returns whether a service has taken it; it is too late for those that come while others are asked */
  async function place(info: EgressInfo): Promise<boolean> {
    const { egressId } = info;
    const job = { livekit, delays, scratch, info: info.toJson() };
    for (const service of [...hub.services]) {
      const send = () => service.send({ type: 'start', egressId, job });
      const answer = await hub.ask(egressId, send, delays.noService);
      if (answer?.type !== 'taken') continue;
      // From here on a stop is heard; a handler that dies before is told by its service.
      const ready = () => hub.handlers.has(egressId) || list.get(egressId)?.endedAt;
      await until('the handler is ready', ready, { timeoutMs: READY_MS, everyMs: 20 }).catch(
        () => {},
      );
      return true;
    }
    return false;
  }

  return {
    async StartTrackCompositeEgress(json) {
      const begunMs = Date.now();
      const request = TrackCompositeEgressRequest.fromJson(json as never);
      const [room] = await rooms.listRooms([request.roomName]);
      if (!room) throw new TwirpFault('not_found', 'requested room does not exist');
      if (!request.segmentOutputs[0]) {
        throw new TwirpFault('invalid_argument', 'this stand-in only writes segments');
      }
      const nowNs = BigInt(Date.now()) * 1_000_000n;
      const info = new EgressInfo({
        egressId: `EG_${randomBytes(6).toString('hex')}`,
        roomId: room.sid,
        roomName: request.roomName,
        sourceType: EgressSourceType.SDK,
        startedAt: nowNs,
        updatedAt: nowNs,
        request: { case: 'trackComposite', value: request },
      });
      withResults(info, {});
      list.set(info.egressId, info);
      if (!(await place(info))) {
        list.delete(info.egressId);
        await sleepUntil(begunMs + delays.noService);
        throw new TwirpFault('unavailable', 'no response from servers');
      }
      webhooks.send('egress_started', info);
      await sleepUntil(begunMs + delays.start);
      return info.toJson();
    },

    async ListEgress(json) {
      const { roomName, egressId, active } = ListEgressRequest.fromJson(json as never);
      const items = [...list.values()]
        .filter((info) => !roomName || info.roomName === roomName)
        .filter((info) => !egressId || info.egressId === egressId)
        .filter((info) => !active || info.status < ENDED);
      return { items: items.map((info) => info.toJson()) };
    },

    async StopEgress(json) {
      const begunMs = Date.now();
      const { egressId } = StopEgressRequest.fromJson(json as never);
      const stop = () => hub.handlers.get(egressId)?.send({ type: 'stop' });
      const answer = await hub.ask(egressId, stop, delays.stopMiss);
      if (answer?.type !== 'ending') throw notStopped(list.get(egressId));
      await sleepUntil(begunMs + delays.stop);
      return answer.info;
    },
  };
}

async function sleepUntil(ms: number): Promise<void> {
  await sleep(Math.max(0, ms - Date.now()));
}

function notStopped(info: EgressInfo | undefined): TwirpFault {
  if (!info) return new TwirpFault('not_found', 'egress does not exist');
  if (info.status < ENDED) return new TwirpFault('deadline_exceeded', 'context deadline exceeded');
  return new TwirpFault(
    'failed_precondition',
    `egress with status ${EgressStatus[info.status]} cannot be stopped`,
  );
}
