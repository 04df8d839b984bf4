import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import { createLog } from '../../../server/log.ts';
import { createEmbeddedRecorder } from '../../../server/recorder/embedded/recorder.ts';
import type { StageShare } from '../../../server/recorder/recorder.contract.ts';
import type { Hole } from '../../../server/recorder/recorder.ts';
import { startLivekit, type TestLivekit } from '../livekit.ts';
import { openSharers } from '../sharers.ts';
import { until } from '../until.ts';
import { type ImpairedRelay, openImpairedRelay, type RelayOptions } from './impaired-relay.ts';
import { type ListedFrame, readRecording } from './losses.ts';

export interface RelayedRecording {
  relay: ImpairedRelay;
  /** Listed segments end here, server's clock; 0 before the first. */
  newestMs(): Promise<number>;
  /** What the recorder says is missing, and why. */
  hole(): Promise<Hole | undefined>;
  folder: string;
  /** Stops it and the one beside it, and reads what both have listed. */
  end(): Promise<{ listed: ListedFrame[]; beside: ListedFrame[] }>;
}

/** One LiveKit, one sharer, and recorders that reach them over networks good and bad. */
export interface NetworkStage {
  livekit: TestLivekit;
  share: StageShare;
  /** Begins to record the share twice, over a relay and without. Resolves when both have listed a segment. */
  record(options?: Partial<RelayOptions>): Promise<RelayedRecording>;
  close(): Promise<void>;
}

export async function openNetworkStage(): Promise<NetworkStage> {
  const log = createLog(process.env.LOG_LEVEL ?? 'error');
  const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-network-'));
  const livekit = await startLivekit({ tcp: true });
  const sharers = await openSharers(livekit);
  const share = await sharers.share();
  const ffmpegPath = await findFfmpeg();
  const closers: (() => unknown)[] = [];

  async function begin(name: string, url: string) {
    const recorder = createEmbeddedRecorder({
      livekit: { ...livekit, url },
      ...{ ffmpegPath, windowMs: 300_000, log },
    });
    closers.push(() => recorder.close());
    const recording = await recorder.start({
      ...share,
      picture: { width: 960, height: 540, fps: 15, bitsPerS: null },
      folder: join(segmentsPath, name, String(Date.now())),
    });
    const now = async () => (await recorder.list()).find((r) => r.egressId === recording.egressId);
    const newestMs = async () => (await now())?.newestSegmentAtMs ?? 0;
    await until('a segment is listed', newestMs, { timeoutMs: 30_000 });
    return {
      folder: recording.folder,
      newestMs,
      hole: async () => (await now())?.hole,
      stop: () => recorder.stop(recording.egressId),
    };
  }

  return {
    livekit,
    share,
    async record(options = {}) {
      const relay = await openImpairedRelay({ ports: livekit.ports, ...options });
      closers.push(relay.close);
      const [beside, recording] = await Promise.all([
        begin('beside', livekit.url),
        begin('relayed', relay.url),
      ]);
      return {
        ...recording,
        relay,
        async end() {
          await Promise.all([recording.stop(), beside.stop()]);
          relay.close();
          const [listed, all] = await Promise.all([
            readRecording(recording.folder, ffmpegPath),
            readRecording(beside.folder, ffmpegPath),
          ]);
          return { listed, beside: all };
        },
      };
    },
    async close() {
      await Promise.all(closers.map((close) => close()));
      await sharers.close();
      await livekit.close();
      await rm(segmentsPath, { recursive: true });
    },
  };
}
