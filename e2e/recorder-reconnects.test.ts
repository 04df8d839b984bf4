import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import type { StageShare } from '../server/recorder/recorder.contract.ts';
import type { Recorder, Recording } from '../server/recorder/recorder.ts';
import { PLAYLIST_FILE, type Playlist, parsePlaylist } from '../server/segments/playlist.ts';
import { type Cable, layCable } from './support/cable.ts';
import { readClip } from './support/clock.ts';
import { joinSegments } from './support/join-segments.ts';
import { checkClip } from './support/laws.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers, type Sharers } from './support/sharers.ts';
import { until } from './support/until.ts';

/** Longer than any wait of the recorder's own. */
const CUT_MS = 4000;

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))(
  'the embedded recorder whose signalling is cut',
  () => {
    let livekit: TestLivekit;
    /** Carries the recorder's signalling, and nothing else. */
    let cable: Cable;
    let sharers: Sharers;
    let recorder: Recorder;
    let segmentsPath: string;
    beforeAll(async () => {
      segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-reconnects-'));
      livekit = await startLivekit();
      cable = await layCable(livekit);
      sharers = await openSharers(livekit);
      recorder = createEmbeddedRecorder({
        livekit: { ...livekit, url: `ws://127.0.0.1:${cable.port}` },
        ffmpegPath: await findFfmpeg(),
        windowMs: 60_000,
        log: createLog(process.env.LOG_LEVEL ?? 'error'),
      });
    });
    afterAll(async () => {
      await recorder?.close();
      await sharers?.close();
      cable?.close();
      await livekit?.close();
      await rm(segmentsPath, { recursive: true });
    });

    const start = ({ stop: _, ...share }: StageShare): Promise<Recording> =>
      recorder.start({
        ...share,
        picture: { width: 960, height: 540, fps: 15, bitsPerS: null },
        folder: join(segmentsPath, share.userId, String(Date.now())),
      });
    const stateOf = async ({ egressId }: Recording) =>
      (await recorder.list()).find((one) => one.egressId === egressId)?.state;
    const read = async ({ folder }: Recording): Promise<Playlist['segments']> =>
      parsePlaylist(await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => ''))
        ?.segments ?? [];
    const segmentsAfter = (recording: Recording, ms: number) =>
      until(
        'what came later is listed',
        async () => {
          const segments = await read(recording);
          return segments.some(({ startMs }) => startMs > ms) && segments;
        },
        { timeoutMs: 30_000 },
      );
    /** The recorder's connections to the room, by what LiveKit calls them. */
    const recorders = async ({ roomName }: Recording): Promise<string[]> => {
      const rooms = new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret);
      const people = await rooms.listParticipants(roomName);
      return people.filter(({ identity }) => identity.startsWith('recorder-')).map((p) => p.sid);
    };

    test('loses no frame, marks nothing and stays the one recorder in the room', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      const before = await recorders(recording);
      cable.cut();
      await sleep(CUT_MS);
      cable.mend();
      await segmentsAfter(recording, Date.now() + 2000);
      expect(before).toHaveLength(1);
      expect(await recorders(recording)).toEqual(before);
      await recorder.stop(recording.egressId);
      const segments = await read(recording);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      const clip = await readClip(
        await joinSegments(
          recording.folder,
          segments.map(({ uri }) => uri),
        ),
      );
      const [first, last] = [segments[0], segments.at(-1)];
      const range = {
        fromMs: first?.startMs ?? 0,
        toMs: (last?.startMs ?? 0) + (last?.durationMs ?? 0),
      };
      expect(range.toMs - range.fromMs).toBeGreaterThan(CUT_MS + 2000);
      expect(checkClip(clip, range)).toEqual([]);
      await share.stop();
    });

    test('learns afterwards that the share is over, and ends', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      cable.cut();
      await share.stop();
      await sleep(1000);
      cable.mend();
      await until('it has ended', async () => (await stateOf(recording)) === 'complete');
    });

    test('takes in sound that begins in the meantime', async () => {
      const share = await sharers.share({ sound: 'late' });
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      cable.cut();
      await share.addSound();
      await sleep(500);
      cable.mend();
      const segments = await segmentsAfter(recording, Date.now() + 4000);
      await recorder.stop(recording.egressId);
      const uris = segments.slice(-2).map(({ uri }) => uri);
      expect((await readClip(await joinSegments(recording.folder, uris))).beeps).not.toEqual([]);
      await share.stop();
    });

    // The last one: there is no server afterwards.
    test('a LiveKit that is drained lets a share come to its own end', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      let gone = false;
      const drained = livekit.drain().then(() => {
        gone = true;
      });
      await segmentsAfter(recording, Date.now() + 4000);
      expect(gone).toBe(false);
      cable.cut();
      await sleep(500);
      cable.mend();
      const segments = await segmentsAfter(recording, Date.now() + 2000);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      await share.stop();
      await until('it has ended', async () => (await stateOf(recording)) === 'complete');
      await drained;
    });
  },
);
