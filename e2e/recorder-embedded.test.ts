import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createRooms } from '../server/livekit/rooms.ts';
import { createLog } from '../server/log.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import { recorderContract, type StageShare } from '../server/recorder/recorder.contract.ts';
import {
  type Hole,
  type Recorder,
  type Recording,
  RecordingRefused,
} from '../server/recorder/recorder.ts';
import {
  PLAYLIST_FILE,
  type Playlist,
  type PlaylistSegment,
  parsePlaylist,
} from '../server/segments/playlist.ts';
import { readClip } from './support/clock.ts';
import { joinSegments } from './support/join-segments.ts';
import { checkClip } from './support/laws.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers, type Sharers } from './support/sharers.ts';
import { until } from './support/until.ts';

const LOG = createLog(process.env.LOG_LEVEL ?? 'error');
const SHARER_AHEAD_MS = 40_000;
/** Many times what the system keeps of packets that nobody reads. */
const BUSY_MS = 9000;
/** Longer than a first picture of a share that is not paused may take. */
const PAUSED_MS = 23_000;
/** Longer than a picture may be inside ffmpeg, shorter than what tells that it hangs. */
const SLOW_MS = 6000;

async function open(sharerAheadMs = 0) {
  const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-embedded-'));
  const livekit = await startLivekit();
  const sharers = await openSharers(livekit, { clockOffsetMs: sharerAheadMs });
  const ffmpegPath = join(segmentsPath, 'ffmpeg');
  const pidFile = join(segmentsPath, 'pids');
  const script = `#!/bin/sh\necho $$ >> "${pidFile}"\nexec "${await findFfmpeg()}" "$@"\n`;
  await writeFile(ffmpegPath, script, { mode: 0o755 });
  const recorder = createEmbeddedRecorder({ livekit, ffmpegPath, windowMs: 60_000, log: LOG });
  const close = async () => {
    await recorder.close();
    await sharers.close();
    await livekit.close();
    await rm(segmentsPath, { recursive: true });
  };
  return {
    ...{ segmentsPath, livekit, sharers, recorder, pidFile },
    afterClose: 'ended' as const,
    share: sharers.share,
    close,
  };
}

async function readPlaylist(folder: string): Promise<Playlist | null> {
  return parsePlaylist(await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => ''));
}

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('over a real LiveKit', () => {
  recorderContract('the embedded recorder', () => open());

  describe('the embedded recorder with a sharer whose clock is 40 s ahead', () => {
    let livekit: TestLivekit;
    let sharers: Sharers;
    let recorder: Recorder;
    let segmentsPath: string;
    let pidFile: string;
    let close: (() => Promise<void>) | undefined;
    beforeAll(async () => {
      ({ livekit, sharers, recorder, segmentsPath, pidFile, close } = await open(SHARER_AHEAD_MS));
    });
    afterAll(() => close?.());

    const start = ({ stop: _, ...share }: StageShare): Promise<Recording> =>
      recorder.start({
        ...share,
        picture: { width: 1280, height: 720, fps: 30, bitsPerS: null },
        folder: join(segmentsPath, share.userId, String(Date.now())),
      });
    const listed = async ({ egressId }: Recording) =>
      (await recorder.list()).find((one) => one.egressId === egressId);
    const segmentsOf = async (recording: Recording, atLeast: number) =>
      until(
        `${atLeast} segments are listed`,
        async () => {
          const segments = (await readPlaylist(recording.folder))?.segments ?? [];
          return segments.length >= atLeast && segments;
        },
        { timeoutMs: 40_000 },
      );
    const joined = async (folder: string) => {
      const { segments = [] } = (await readPlaylist(folder)) ?? {};
      const uris = segments.map(({ uri }) => uri);
      const file = await joinSegments(folder, uris);
      return { file, segments };
    };

    const newestFfmpeg = async () =>
      Number((await readFile(pidFile, 'utf8')).trim().split('\n').at(-1));
    /** Of what is told as missing, that it is where nothing was recorded. */
    const expectHole = (hole: Hole, segments: PlaylistSegment[]) => {
      const at = segments.findIndex(({ discontinuity }) => discontinuity);
      const [last, next] = [segments[at - 1], segments[at]];
      if (!last || !next) throw new Error('no break is marked');
      expect(Math.abs(hole.fromMs - last.startMs - last.durationMs)).toBeLessThan(1500);
      expect(Math.abs(hole.toMs - next.startMs)).toBeLessThan(200);
    };

    test('every segment stands where its frames were shown, with its sound beside them', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      await segmentsOf(recording, 6);
      await recorder.stop(recording.egressId);
      const { file, segments } = await joined(recording.folder);
      const clip = await readClip(file);
      const [first, last] = [segments[0], segments.at(-1)];
      if (!first || !last) throw new Error('no segments');
      const promised = {
        fromMs: first.startMs,
        toMs: last.startMs + last.durationMs,
        sharerAheadMs: SHARER_AHEAD_MS,
      };
      expect(checkClip(clip, promised)).toEqual([]);
      for (const { uri, startMs } of segments) {
        const { frames } = await readClip(join(recording.folder, uri));
        const late = frames
          .map((f) => startMs + f.ptsMs - (frames[0]?.ptsMs ?? 0) - ((f.clockMs ?? 0) - 40_000))
          .sort((a, b) => a - b);
        // Not before it was drawn, and 100 ms after at most: capture and encoding lie between.
        const usual = late[late.length >> 1] ?? Number.NaN;
        expect(usual, uri).toBeGreaterThan(-20);
        expect(usual, uri).toBeLessThan(100);
      }
      await share.stop();
    });

    test('a lost connection is made again, in the same folder, and the break is marked', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      const before = (await segmentsOf(recording, 1)).length;
      const { url, apiKey, apiSecret } = livekit;
      const client = new RoomServiceClient(url, apiKey, apiSecret);
      await client.removeParticipant(share.roomName, `recorder-${recording.egressId}`);
      const segments = await segmentsOf(recording, before + 3);
      const breaks = segments.filter(({ discontinuity }) => discontinuity);
      expect(breaks).toHaveLength(1);
      expect((await listed(recording))?.state).toBe('active');
      for (const [i, segment] of segments.entries()) {
        const previous = segments[i - 1];
        if (previous) {
          expect(segment.startMs).toBeGreaterThan(previous.startMs + previous.durationMs - 100);
        }
      }
      await recorder.stop(recording.egressId);
      await share.stop();
    });

    test('a share that is paused when its recording begins is waited for', async () => {
      const share = await sharers.share();
      await share.pause();
      const recording = await start(share);
      await sleep(PAUSED_MS);
      expect((await listed(recording))?.state).toBe('starting');
      await share.resume();
      await segmentsOf(recording, 2);
      expect((await listed(recording))?.state).toBe('active');
      await recorder.stop(recording.egressId);
      await share.stop();
    });

    test('an ffmpeg that is killed costs a moment of sound, no picture, and is replaced', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      const before = (await segmentsOf(recording, 1)).length;
      process.kill(await newestFfmpeg(), 'SIGKILL');
      const segments = await segmentsOf(recording, before + 4);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      expect((await listed(recording))?.state).toBe('active');
      await recorder.stop(recording.egressId);
      const { file } = await joined(recording.folder);
      const { beeps, durationMs } = await readClip(file);
      expect(beeps.at(-1)?.ptsMs).toBeGreaterThan(durationMs - 3000);
      await share.stop();
    });

    test('what a process that is too busy leaves out is marked, and told to the sharer', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      const before = (await segmentsOf(recording, 2)).length;
      const sinceMs = Date.now();
      while (Date.now() - sinceMs < BUSY_MS);
      const segments = await segmentsOf(recording, before + 3);
      const hole = await until('it is told', async () => (await listed(recording))?.hole);
      expect(hole.words).toContain('too busy');
      expectHole(hole, segments);
      await recorder.stop(recording.egressId);
      await share.stop();
    });

    test('VP8 that ffmpeg does not keep up with is left out, marked and told', async () => {
      const share = await sharers.share({ videoCodec: 'vp8', sound: false });
      const recording = await start(share);
      const before = (await segmentsOf(recording, 2)).length;
      const ffmpeg = await newestFfmpeg();
      process.kill(ffmpeg, 'SIGSTOP');
      await sleep(SLOW_MS);
      process.kill(ffmpeg, 'SIGCONT');
      const segments = await segmentsOf(recording, before + 4);
      const hole = await until('it is told', async () => (await listed(recording))?.hole);
      expect(hole.words).toContain('does not keep up with converting');
      expectHole(hole, segments);
      // It was slow, not broken.
      expect(await newestFfmpeg()).toBe(ffmpeg);
      await recorder.stop(recording.egressId);
      await share.stop();
    });

    test('another codec is refused in words, and nothing stays behind in the list', async () => {
      const share = await sharers.share({ videoCodec: 'vp9' });
      const refusal = await start(share).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(RecordingRefused);
      expect(String(refusal)).toContain('VP9');
      expect(await recorder.list(share.roomName)).toEqual([]);
      await share.stop();
    });

    test('a track that is not there is an error that may pass', async () => {
      const share = await sharers.share();
      const missing = start({ ...share, videoTrackId: 'TR_unknown' });
      await expect(missing).rejects.toThrow(/TR_unknown/);
      await expect(missing).rejects.not.toBeInstanceOf(RecordingRefused);
      await share.stop();
    });

    test('when LiveKit is killed and comes back, the recording ends by itself and another can begin', async () => {
      const share = await sharers.share();
      const recording = await start(share);
      await segmentsOf(recording, 1);
      await livekit.kill();
      await livekit.restart();
      await until('it has ended', async () => (await listed(recording))?.state === 'complete', {
        timeoutMs: 40_000,
      });
      expect((await readPlaylist(recording.folder))?.ended).toBe(true);
      const rooms = createRooms(livekit);
      const again = await until(
        'the sharer is back',
        async () => (await rooms.shares(share.roomName)).find((one) => one.userId === share.userId),
        { timeoutMs: 60_000 },
      );
      expect(again.videoTrackId).not.toBe(share.videoTrackId);
      const next = await start({ ...share, ...again });
      await segmentsOf(next, 2);
      await recorder.stop(next.egressId);
      await share.stop();
    });
  });
});
