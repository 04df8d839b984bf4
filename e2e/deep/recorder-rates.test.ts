import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishPicture } from '../../scripts/doctor/running/publish.ts';
import { SMALL_PICTURE, type TestPicture } from '../../scripts/doctor/running/test-picture.ts';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import { shareToken } from '../../server/livekit/tokens.ts';
import { createLog } from '../../server/log.ts';
import { createEmbeddedRecorder } from '../../server/recorder/embedded/recorder.ts';
import type { Recorder } from '../../server/recorder/recorder.ts';
import { PLAYLIST_FILE, parsePlaylist } from '../../server/segments/playlist.ts';
import { readClip } from '../support/clock.ts';
import { joinSegments } from '../support/join-segments.ts';
import { startLivekit, type TestLivekit } from '../support/livekit.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

const PICTURES: Record<string, TestPicture> = {
  'one picture a second': { ...SMALL_PICTURE, fps: 1 },
  'a size that no block of pixels divides': { ...SMALL_PICTURE, width: 322, height: 182 },
  'main profile': { ...SMALL_PICTURE, profile: 'main' },
  'high profile': { ...SMALL_PICTURE, profile: 'high' },
  '1080p60': { width: 1920, height: 1080, fps: 60, profile: 'high', bitrate: '8M' },
};

describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('the embedded recorder takes', () => {
  let livekit: TestLivekit;
  let recorder: Recorder;
  let segmentsPath: string;
  let ffmpegPath: string;
  beforeAll(async () => {
    segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-rates-'));
    livekit = await startLivekit();
    ffmpegPath = await findFfmpeg();
    const log = createLog(process.env.LOG_LEVEL ?? 'error');
    recorder = createEmbeddedRecorder({ livekit, ffmpegPath, windowMs: 60_000, log });
  });
  afterAll(async () => {
    await recorder?.close();
    await livekit?.close();
    await rm(segmentsPath, { recursive: true });
  });

  test.each(Object.entries(PICTURES))('%s: every picture, at its time', async (_, picture) => {
    const [roomName, userId] = ['replay_1_2', '42'];
    const token = await shareToken(livekit, { roomName, userId, name: 'Ada' });
    const { url } = livekit;
    const { signal } = new AbortController();
    const where = { url, signallingUrl: url, token, ffmpegPath, picture, signal };
    const share = await publishPicture(where);
    const folder = join(segmentsPath, userId, String(Date.now()));
    const { egressId } = await recorder.start({
      ...{ roomName, userId, videoTrackId: share.trackId ?? '', audioTrackId: null, folder },
      picture: { ...picture, bitsPerS: null },
    });
    const segments = await until(
      'six segments are listed',
      async () => {
        const text = await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => '');
        const listed = parsePlaylist(text)?.segments ?? [];
        return listed.length >= 6 && listed;
      },
      { timeoutMs: 60_000 },
    );
    await recorder.stop(egressId);
    share.close();
    expect(segments.filter(({ discontinuity }) => discontinuity)).toEqual([]);
    const uris = segments.map(({ uri }) => uri);
    const { frames, width, height } = await readClip(await joinSegments(folder, uris));
    expect({ width, height }).toEqual({ width: picture.width, height: picture.height });
    const steps = frames.slice(1).map(({ ptsMs }, i) => ptsMs - (frames[i]?.ptsMs ?? 0));
    for (const step of steps) expect(Math.abs(step - 1000 / picture.fps)).toBeLessThan(2);
    expect(frames.length).toBeGreaterThan(10 * picture.fps - 3);
  });
});
