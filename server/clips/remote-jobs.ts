import { createClient } from '@keyv/redis';
import type { Job } from 'bullmq';
import type { PackedError } from '../error-wire.ts';
import type { Log } from '../log.ts';
import type { LogFields } from '../log-fields.ts';
import type { Segment } from '../segments/range.ts';
import { LONGEST_PAUSE_MS, SILENCE_MS } from '../store/redis.ts';
import { keepHeartbeat } from '../store/redis-heartbeat.ts';
import { warnRarely } from '../warn-rarely.ts';
import type { Clip } from './clip.ts';
import type { ClipStep } from './maker.ts';
import type { ClipOrder } from './order.ts';
import type { Format } from './renditions.ts';

/** Two queues, so that short work gets through while workers encode: see RenderQueue. */
export const QUEUES = ['hindsight-renders', 'hindsight-renders-heavy'] as const;
/** Everything in Redis is under it; as in store/redis.ts. */
export const PREFIX = 'hindsight';

/** BullMQ's own connections wait in Redis for at most 10 s; one over which nothing comes for so long is given up, ms. */
const WAITING_MS = 15_000;

/** Somebody waits for the render of this name; ends by itself where they died. */
export const wantedKey = (name: string) => `${PREFIX}:renders:wanted:${name}`;
/** A worker is there; ends by itself where the last one died. */
export const WORKERS_KEY = `${PREFIX}:renders:workers`;

/** Segments whose files have paths from the folder that they are handed over in. */
export interface HandedSource {
  /** What that is called, see RemoteFiles. */
  name: string;
  segments: Segment[];
  voice: Segment[];
}

/** What can be made elsewhere. */
export type RenderTask =
  | { make: 'clip'; order: ClipOrder; source: HandedSource }
  | { make: 'shorter'; order: ClipOrder; clip: Clip; id: string; longestMs: number }
  | { make: 'fitted'; clip: Clip; maxBytes: number; format: Format };

/** A rendition whose file has a name in the folder that it is handed over in. */
export interface HandedRendition {
  fileName: string;
  bytes: number;
  reencoded?: boolean;
  width?: number;
  height?: number;
}

export type RenderOutcome =
  | { made: Clip | HandedRendition }
  /** @param longestMs how much would fit, where that is the reason */
  | { failed: PackedError; longestMs?: number }
  /** Its worker saw nobody who waits for it. */
  | 'unwanted';

export interface RenderData {
  task: RenderTask;
  /** Which of their turns it is, see remote-rounds.ts. */
  round: number;
  /** What stands on the log's lines about it, here and at the worker; absent in older ones. */
  logFields?: LogFields;
}

export type RenderJob = Job<RenderData, RenderOutcome, string, ClipStep>;

export type RenderRedis = Awaited<ReturnType<typeof connectRenders>>;

/** A connection of its own: workers wait on theirs for as long as nothing comes. */
export async function connectRenders(storeUrl: string, log: Log) {
  const redis = createClient({
    url: storeUrl,
    socket: {
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, LONGEST_PAUSE_MS),
      socketTimeout: WAITING_MS,
    },
  });
  redis.setMaxListeners(0);
  redis.on('error', warnRarely(log, 'the connection to the renders failed'));
  await redis.connect();
  keepHeartbeat(redis, SILENCE_MS, () =>
    log.warn(
      { silenceMs: SILENCE_MS },
      'the queue of renders says nothing; it is connected to anew',
    ),
  );
  return redis;
}
