import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connected, publishPicture } from '../scripts/doctor/running/publish.ts';
import { SMALL_PICTURE } from '../scripts/doctor/running/test-picture.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { roomName as nameOf } from '../server/livekit/room-name.ts';
import { shareToken } from '../server/livekit/tokens.ts';
import { createLog } from '../server/log.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import type { Recorder, Recording } from '../server/recorder/recorder.ts';
import { PLAYLIST_FILE, type Playlist, parsePlaylist } from '../server/segments/playlist.ts';
import { type Cable, layCable } from './support/cable.ts';
import { readClip } from './support/clock.ts';
import { joinSegments } from './support/join-segments.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { type NodeShare, shareFromNode } from './support/node-sharer.ts';
import { skipWithout } from './support/parts.ts';
import { type Scenario, simulate } from './support/simulate.ts';
import { until } from './support/until.ts';

type Shared = Pick<NodeShare, 'roomName' | 'userId' | 'videoTrackId'>;

/** Longer than any wait of the recorder's own. */
const CUT_MS = 4000;
/** Most of it is waiting for LiveKit's word; a new connection takes half a second and more. */
const MOVED_MS = 5000;

describe.skipIf(await skipWithout('livekit', 'ffmpeg'))(
  'the embedded recorder whose signalling is cut',
  () => {
    let livekit: TestLivekit;
    /** Carries the recorder's signalling, and nothing else. */
    let cable: Cable;
    const open: Connected[] = [];
    let recorder: Recorder;
    /** Of a LiveKit that knows the older path of signalling only. */
    let olderCable: Cable;
    let older: Recorder;
    let segmentsPath: string;
    beforeAll(async () => {
      segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-reconnects-'));
      livekit = await startLivekit();
      cable = await layCable(livekit);
      olderCable = await layCable(livekit, '/rtc/v1');
      const ffmpegPath = await findFfmpeg();
      const [recorderOn, log] = [
        createEmbeddedRecorder,
        createLog(process.env.LOG_LEVEL ?? 'error'),
      ];
      const over = ({ port }: Cable) =>
        createEmbeddedRecorder({
          livekit: { ...livekit, url: `ws://127.0.0.1:${port}` },
          ...{ ffmpegPath, windowMs: 60_000, log },
        });
      [recorder, older] = [over(cable), over(olderCable)];
    });
    afterAll(async () => {
      await recorder?.close();
      await older?.close();
      for (const share of open) share.close();
      cable?.close();
      olderCable?.close();
      await livekit?.close();
      await rm(segmentsPath, { recursive: true });
    });

    /** Shares ready-made packets, which no encoder leaves out when the machine is busy. */
    const shareOf = async (userId: string) => {
      const roomName = nameOf('1', userId);
      const token = await shareToken(livekit, { roomName, userId, name: userId });
      const ffmpegPath = await findFfmpeg();
      const { url } = livekit;
      const { signal } = new AbortController();
      const where = { url, signallingUrl: url, token, ffmpegPath, signal };
      const published = await publishPicture(where);
      open.push(published);
      return { ...published, roomName, userId, videoTrackId: published.trackId ?? '' };
    };
    const start = ({ roomName, userId, videoTrackId }: Shared, on = recorder): Promise<Recording> =>
      on.start({
        ...{ roomName, userId, videoTrackId, audioTrackId: null },
        picture: { width: 320, height: 180, fps: SMALL_PICTURE.fps, bitsPerS: null },
        folder: join(segmentsPath, userId, String(Date.now())),
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
      const share = await shareOf('ada');
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      const before = await recorders(recording);
      cable.cut();
      await sleep(CUT_MS);
      cable.mend();
      await segmentsAfter(recording, Date.now() + 1000);
      expect(before).toHaveLength(1);
      expect(await recorders(recording)).toEqual(before);
      await recorder.stop(recording.egressId);
      const segments = await read(recording);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      const uris = segments.map(({ uri }) => uri);
      const { frames } = await readClip(await joinSegments(recording.folder, uris));
      const steps = frames.slice(1).map(({ ptsMs }, i) => ptsMs - (frames[i]?.ptsMs ?? 0));
      expect(frames.length).toBeGreaterThan(((CUT_MS + 1000) / 1000) * SMALL_PICTURE.fps);
      // The sender's own times, whatever else the machine has to do.
      for (const step of steps) expect(Math.abs(step - 1000 / SMALL_PICTURE.fps)).toBeLessThan(2);
      share.close();
    });

    test('by the older path a break is marked, where there is no other', async () => {
      const share = await shareOf('cy');
      const recording = await start(share, older);
      await segmentsAfter(recording, 0);
      olderCable.cut();
      olderCable.mend();
      const segments = await segmentsAfter(recording, Date.now() + 1000);
      await older.stop(recording.egressId);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toHaveLength(1);
      share.close();
    });

    test('learns afterwards that the share is over, and ends', async () => {
      const share = await shareFromNode(livekit, { userId: '43' });
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      cable.cut();
      await share.stop();
      await sleep(500);
      cable.mend();
      await until('it has ended', async () => (await stateOf(recording)) === 'complete', {
        timeoutMs: 30_000,
      });
    });

    test('takes in sound that begins in the meantime', async () => {
      const share = await shareFromNode(livekit, { userId: '44' });
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      cable.cut();
      await share.addSound();
      await sleep(500);
      cable.mend();
      const newest = async () => (await read(recording)).at(-1)?.uri;
      const loud = async () =>
        (await loudestDb(join(recording.folder, (await newest()) ?? ''))) > -30;
      await until('the tone is heard', loud, { timeoutMs: 30_000, everyMs: 1000 });
      await recorder.stop(recording.egressId);
      await share.stop();
    });

    /** By real servers' own play: the connection is taken away, with a word or without. */
    const SENT_AWAY: [string, Scenario][] = [
      ['moves us to another node', { case: 'migration', value: true }],
      ['loses the node that we are on', { case: 'nodeFailure', value: true }],
      ['sends us away', { case: 'serverLeave', value: true }],
    ];
    test.each(SENT_AWAY)('a LiveKit that %s is come back to, under a mark', async (_, scenario) => {
      const share = await shareOf(`dee-${scenario.case}`);
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      const [before] = await recorders(recording);
      simulate(cable, scenario);
      const other = async () => {
        const [now, ...more] = await recorders(recording);
        expect(more).toEqual([]);
        return now !== undefined && now !== before;
      };
      await until('it is there again', other, { timeoutMs: 30_000, everyMs: 100 });
      const segments = await segmentsAfter(recording, Date.now() + 1000);
      await recorder.stop(recording.egressId);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toHaveLength(1);
      const marked = segments.findIndex(({ discontinuity }) => discontinuity);
      const [last, next] = segments.slice(marked - 1, marked + 1);
      const endMs = (last?.startMs ?? 0) + (last?.durationMs ?? 0);
      expect((next?.startMs ?? 0) - endMs).toBeLessThan(MOVED_MS);
      share.close();
    });

    // The last one: there is no server afterwards.
    test('a LiveKit that is drained lets a share come to its own end', async () => {
      const share = await shareOf('bo');
      const recording = await start(share);
      await segmentsAfter(recording, 0);
      let gone = false;
      const drained = livekit.drain().then(() => {
        gone = true;
      });
      await segmentsAfter(recording, Date.now() + 2000);
      expect(gone).toBe(false);
      cable.cut();
      await sleep(500);
      cable.mend();
      const segments = await segmentsAfter(recording, Date.now() + 1000);
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      share.close();
      await until('it has ended', async () => (await stateOf(recording)) === 'complete', {
        timeoutMs: 60_000,
      });
      await drained;
    });
  },
);

/** 0 is as loud as can be; -Infinity when it can't be told. */
async function loudestDb(file: string): Promise<number> {
  const args = ['-hide_banner', '-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)(await findFfmpeg(), args).catch(() => ({
    stderr: '',
  }));
  return Number(/max_volume: (\S+) dB/.exec(stderr)?.[1] ?? Number.NEGATIVE_INFINITY);
}
