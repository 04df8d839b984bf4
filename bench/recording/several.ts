import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createLog } from '../../server/log.ts';
import { createEmbeddedRecorder } from '../../server/recorder/embedded/recorder.ts';
import type { RecordingRequest } from '../../server/recorder/recorder.ts';

/** Hindsight's recorder in a process of its own: records each share it is sent, and tells how they do when asked. */
export interface SeveralOrder {
  livekit: { url: string; apiKey: string; apiSecret: string };
  ffmpegPath: string;
}

export type ToSeveral = { record: RecordingRequest } | 'state';

export interface SeveralState {
  recordings: { userId: string; state: string; newestSegmentAtMs: number | null }[];
  /** How late the event loop was since the last time, ms, and in which part of that time it was busy. */
  loop: { medianMs: number; p99Ms: number; mostMs: number; busy: number };
}

const RESOLUTION_MS = 5;
const order = JSON.parse(process.argv[2] ?? '') as SeveralOrder;
const recorder = createEmbeddedRecorder({ ...order, windowMs: 1_200_000, log: createLog('info') });
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
let utilization = performance.eventLoopUtilization();

process.on('message', async (message: ToSeveral) => {
  if (message !== 'state') return void recorder.start(message.record);
  const ms = (ns: number) => ns / 1e6 - RESOLUTION_MS;
  const [median, p99] = [loop.percentile(50), loop.percentile(99)];
  const { utilization: busy } = performance.eventLoopUtilization(utilization);
  utilization = performance.eventLoopUtilization();
  const state: SeveralState = {
    recordings: await recorder.list(),
    loop: { medianMs: ms(median), p99Ms: ms(p99), mostMs: ms(loop.max), busy },
  };
  loop.reset();
  process.send?.(state);
});
process.on('disconnect', () => recorder.close().then(() => process.exit(0)));
