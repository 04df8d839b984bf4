import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoCodec } from '@livekit/rtc-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import { type Recorder, type Recording, RecordingRefused } from '../server/recorder/recorder.ts';
import { PLAYLIST_FILE, type PlaylistSegment, parsePlaylist } from '../server/segments/playlist.ts';
import { en } from '../server/words/en.ts';
import { type Reading, readClip } from './support/clock.ts';
import { joinSegments } from './support/join-segments.ts';
import { shareLarge } from './support/large-share.ts';
import { checkClip } from './support/laws.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { type NodeShareOptions, shareFromNode } from './support/node-sharer.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers, type PageShare, type Sharers } from './support/sharers.ts';
import { until } from './support/until.ts';

const PICTURE = { width: 960, height: 540, fps: 15, bitsPerS: null };

let livekit: TestLivekit;
let recorder: Recorder;
let segmentsPath: string;

/** A recorder on a LiveKit server of their own. */
async function open(): Promise<void> {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-publishers-'));
  livekit = await startLivekit();
  const ffmpegPath = await findFfmpeg();
  const log = createLog(process.env.LOG_LEVEL ?? 'error');
  recorder = createEmbeddedRecorder({ livekit, ffmpegPath, windowMs: 60_000, log });
}

async function close(): Promise<void> {
  await recorder?.close();
  await livekit?.close();
  await rm(segmentsPath, { recursive: true });
}

function record(share: Pick<PageShare, 'roomName' | 'userId' | 'videoTrackId'>) {
  const { roomName, userId, videoTrackId } = share;
  const folder = join(segmentsPath, userId, String(Date.now()));
  const tracks = { roomName, userId, videoTrackId, audioTrackId: null };
  return recorder.start({ ...tracks, picture: PICTURE, folder });
}

async function segmentsOf({ folder }: Recording): Promise<PlaylistSegment[]> {
  const text = await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => '');
  return parsePlaylist(text)?.segments ?? [];
}

/** Waits for so many segments that begin after `ms`. */
function segmentsAfter(
  recording: Recording,
  ms: number,
  count: number,
): Promise<PlaylistSegment[]> {
  const later = async () => {
    const segments = (await segmentsOf(recording)).filter(({ startMs }) => startMs > ms);
    return segments.length >= count && segments;
  };
  return until(`${count} segments are listed`, later, { timeoutMs: 40_000 });
}

function look({ folder }: Recording, segments: PlaylistSegment[]): Promise<Reading[]> {
  return Promise.all(segments.map(({ uri }) => readClip(join(folder, uri))));
}

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))(
  'what Chromium publishes to the embedded recorder',
  () => {
    let sharers: Sharers;
    beforeAll(async () => {
      await open();
      sharers = await openSharers(livekit);
    });
    afterAll(async () => {
      await sharers?.close();
      await close();
    });

    test('of several sizes the largest is recorded, though nobody else wants it', async () => {
      const share = await sharers.share({ simulcast: true });
      const recording = await record(share);
      const segments = await segmentsAfter(recording, 0, 4);
      await recorder.stop(recording.egressId);
      for (const { width, height } of await look(recording, segments)) {
        expect({ width, height }).toEqual({ width: 960, height: 540 });
      }
      expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
      await share.stop();
    });

    test('VP8 is made H.264, every frame at its time', async () => {
      const share = await sharers.share({ videoCodec: 'vp8' });
      const recording = await record(share);
      const segments = await segmentsAfter(recording, 0, 4);
      await recorder.stop(recording.egressId);
      const uris = segments.map(({ uri }) => uri);
      const clip = await readClip(await joinSegments(recording.folder, uris));
      const [first, last] = [segments[0], segments.at(-1)];
      const fromMs = first?.startMs ?? 0;
      const toMs = (last?.startMs ?? 0) + (last?.durationMs ?? 0);
      expect(checkClip(clip, { fromMs, toMs })).toEqual([]);
      await share.stop();
    });

    test('a window that is resized, to odd sizes too, goes on under a mark', async () => {
      const share = await sharers.share();
      const recording = await record(share);
      await segmentsAfter(recording, 0, 1);
      await share.page.setViewportSize({ width: 721, height: 405 });
      await segmentsAfter(recording, Date.now() + 1000, 2);
      await recorder.stop(recording.egressId);
      await expectOtherSize(recording);
      await share.stop();
    });

    test('another source under the same track goes on under a mark', async () => {
      const share = await sharers.share();
      const recording = await record(share);
      await segmentsAfter(recording, 0, 1);
      await share.page.evaluate(async () => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [640, 360];
        const context = canvas.getContext('2d');
        setInterval(() => {
          if (context) context.fillStyle = `hsl(${performance.now() / 10} 50% 50%)`;
          context?.fillRect(0, 0, 640, 360);
        }, 50);
        const [other] = canvas.captureStream(15).getVideoTracks();
        const { publication } = globalThis as unknown as {
          publication: { track: { replaceTrack(track: unknown): Promise<unknown> } };
        };
        await publication.track.replaceTrack(other);
      });
      await segmentsAfter(recording, Date.now() + 1000, 2);
      await recorder.stop(recording.egressId);
      const sizes = await expectOtherSize(recording);
      expect(sizes.at(-1)).toBe('640x360');
      await share.stop();
    });

    /** Pictures of each size follow one another, and where it changes is a mark. */
    async function expectOtherSize(recording: Recording): Promise<string[]> {
      const segments = await segmentsOf(recording);
      const looked = await look(recording, segments);
      const sizes = looked.map(({ width, height }) => `${width}x${height}`);
      expect(new Set(sizes).size).toBeGreaterThan(1);
      for (const [i, { discontinuity, startMs }] of segments.entries()) {
        const before = segments[i - 1];
        expect(looked[i]?.frames.length).toBeGreaterThan(0);
        expect(discontinuity).toBe(i > 0 && sizes[i] !== sizes[i - 1]);
        if (before) expect(Math.abs(startMs - before.startMs - before.durationMs)).toBeLessThan(50);
      }
      return sizes;
    }
  },
);

describe.skipIf(await skipWithout('livekit', 'ffmpeg'))(
  'what the embedded recorder can not take is refused in words',
  () => {
    const shares: { stop(): Promise<void> }[] = [];
    beforeAll(open);
    afterAll(async () => {
      await Promise.all(shares.map((one) => one.stop()));
      await close();
    });

    const share = async (options: NodeShareOptions) => {
      const shared = await shareFromNode(livekit, options);
      shares.push(shared);
      return shared;
    };

    test.each([
      ['VP9', VideoCodec.VP9],
      ['AV1', VideoCodec.AV1],
    ])('%s', async (name, videoCodec) => {
      const refusal = await record(await share({ userId: `50${videoCodec}`, videoCodec })).catch(
        (error) => error,
      );
      expect(refusal).toBeInstanceOf(RecordingRefused);
      expect(String(refusal)).toContain(`sends ${name}`);
    });

    test('pictures with more pixels than anybody decodes, as soon as they come', async () => {
      const large = await shareLarge(livekit, { userId: '60', width: 5120, height: 2880 });
      shares.push(large);
      const { egressId } = await record(large);
      const found = async () =>
        (await recorder.list(large.roomName)).find((one) => one.egressId === egressId);
      const failed = await until(
        'it has failed',
        async () => {
          const recording = await found();
          return recording?.state === 'failed' && recording;
        },
        { timeoutMs: 60_000 },
      );
      expect(failed).toMatchObject({ refused: true, error: en.faults.tooManyPixels, segments: 0 });
    });

    test('a share that is encrypted from end to end', async () => {
      const encrypted = await share({ userId: '42', encrypted: true });
      const refusal = await record(encrypted).catch((error) => error);
      expect(refusal).toBeInstanceOf(RecordingRefused);
      expect(String(refusal)).toContain('end-to-end encrypted');
    });
  },
);
