import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishPicture } from '../../../scripts/doctor/running/publish.ts';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import { shareToken } from '../../../server/livekit/tokens.ts';
import { createLog } from '../../../server/log.ts';
import { createEmbeddedRecorder } from '../../../server/recorder/embedded/recorder.ts';
import type { Recording } from '../../../server/recorder/recorder.ts';
import { PLAYLIST_FILE, parsePlaylist } from '../../../server/segments/playlist.ts';
import { startLivekit } from '../livekit.ts';
import { until } from '../until.ts';
import { type ImpairedRelay, openImpairedRelay } from './impaired-relay.ts';

export interface LightRecording {
  relay: ImpairedRelay;
  now(): Promise<Recording | undefined>;
  /** Ends it. @returns the holes between its segments */
  end(): Promise<{ ms: number; marked: boolean }[]>;
}

/** A LiveKit with a share of a small test picture that needs no browser: for what takes minutes. */
export interface LightStage {
  /** Begins to record over a relay of its own; resolves when a segment is listed. */
  record(): Promise<LightRecording>;
  stopSharing(): void;
  close(): Promise<void>;
}

const ROOM = 'replay_1_2';
const USER = '2';
/** Segments that follow each other are told to the ms only. */
const HOLE_MS = 100;

export async function openLightStage(): Promise<LightStage> {
  const log = createLog(process.env.LOG_LEVEL ?? 'error');
  const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-light-'));
  const livekit = await startLivekit();
  const ffmpegPath = await findFfmpeg();
  const token = await shareToken(livekit, { roomName: ROOM, userId: USER, name: 'Sharer' });
  const { url } = livekit;
  const { signal } = new AbortController();
  const share = await publishPicture({ url, signallingUrl: url, token, ffmpegPath, signal });
  const closers: (() => unknown)[] = [];
  let recordings = 0;

  return {
    async record() {
      recordings += 1;
      const relay = await openImpairedRelay({ ports: livekit.ports });
      const recorder = createEmbeddedRecorder({
        livekit: { ...livekit, url: relay.url },
        ...{ ffmpegPath, windowMs: 300_000, log },
      });
      closers.push(relay.close, () => recorder.close());
      const { egressId, folder } = await recorder.start({
        ...{ roomName: ROOM, userId: USER, videoTrackId: share.trackId ?? '', audioTrackId: null },
        picture: { width: 320, height: 180, fps: 15, bitsPerS: null },
        folder: join(segmentsPath, String(recordings), String(Date.now())),
      });
      const now = async () => (await recorder.list()).find((one) => one.egressId === egressId);
      await until('a segment is listed', async () => (await now())?.newestSegmentAtMs != null);
      return {
        relay,
        now,
        async end() {
          await recorder.stop(egressId);
          const text = await readFile(join(folder, PLAYLIST_FILE), 'utf8');
          const segments = parsePlaylist(text)?.segments ?? [];
          return segments.slice(1).flatMap(({ startMs, discontinuity: marked }, i) => {
            const before = segments[i];
            const ms = startMs - ((before?.startMs ?? 0) + (before?.durationMs ?? 0));
            return marked || ms > HOLE_MS ? [{ ms, marked }] : [];
          });
        },
      };
    },
    stopSharing: share.close,
    async close() {
      share.close();
      await Promise.all(closers.map((close) => close()));
      await livekit.close();
      await rm(segmentsPath, { recursive: true });
    },
  };
}
