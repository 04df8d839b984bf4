import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../e2e/support/until.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { newestEndMs, PLAYLIST_FILE, type Playlist, parsePlaylist } from '../segments/playlist.ts';
import type { Recorder, Recording } from './recorder.ts';

/** What an adapter brings to be tested: a recorder on a real LiveKit server, and people who share. */
export interface RecorderStage {
  recorder: Recorder;
  segmentsPath: string;
  /** Somebody begins to share a moving screen, H.264, in a room of their own or in the one given. */
  share(options?: { sound?: boolean; roomName?: string }): Promise<StageShare>;
  /** What becomes of recordings when the recorder is closed. */
  afterClose: 'ended' | 'goes on';
  close(): Promise<void>;
}

export interface StageShare {
  roomName: string;
  userId: string;
  videoTrackId: string;
  audioTrackId: string | null;
  /** No picture is sent until `resume`; the sound goes on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it as "Stop sharing" does. Twice is no error. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** Longer than two segments, so that one is missing for sure. */
const PAUSE_MS = 5000;

/** The laws of the port `Recorder`. */
export function recorderContract(name: string, setUp: () => Promise<RecorderStage>) {
  describe(name, () => {
    let stage: RecorderStage;
    let changed: string[] = [];
    beforeAll(async () => {
      stage = await setUp();
      stage.recorder.onChange((roomName) => changed.push(roomName));
    });
    afterAll(() => stage?.close());

    const start = (share: StageShare, startedAtMs = Date.now()) =>
      stage.recorder.start({
        ...tracksOf(share),
        picture: { width: 1280, height: 720, fps: 30, bitsPerS: null },
        folder: join(stage.segmentsPath, share.userId, String(startedAtMs)),
      });
    const listed = async ({ egressId, roomName }: Recording) =>
      (await stage.recorder.list(roomName)).find((one) => one.egressId === egressId);
    const listedAs = (recording: Recording, state: Recording['state']) =>
      until(
        `the recording is listed as ${state}`,
        async () => {
          const now = await listed(recording);
          return now?.state === state && now;
        },
        { timeoutMs: 40_000 },
      );
    const withSegments = (recording: Recording, count: number) =>
      until(
        `${count} segments are listed`,
        async () => {
          const playlist = await readPlaylist(recording.folder);
          return playlist && playlist.segments.length >= count && playlist;
        },
        { timeoutMs: 40_000 },
      );

    test('a share becomes whole segments, each with its time, and a playlist that is closed by stop', async () => {
      const share = await stage.share();
      const askedAtMs = Date.now();
      const recording = await start(share);
      expect(recording).toMatchObject({
        roomName: share.roomName,
        userId: share.userId,
        videoTrackId: share.videoTrackId,
        folder: join(stage.segmentsPath, share.userId, String(recording.startedAtMs)),
      });
      expect(['starting', 'active']).toContain(recording.state);

      const sizes = new Map<string, number>();
      await until(
        'four segments are listed',
        async () => {
          const playlist = await readPlaylist(recording.folder);
          for (const { uri } of playlist?.segments ?? []) {
            const { size } = await stat(join(recording.folder, uri));
            // Listed means whole: it may not change any more.
            expect(size).toBe(sizes.get(uri) ?? size);
            sizes.set(uri, size);
          }
          const now = await listed(recording);
          if (playlist?.segments.length) {
            expect(now?.newestSegmentAtMs).toBeGreaterThan(askedAtMs);
            expect(now?.newestSegmentAtMs).toBeLessThanOrEqual(Date.now());
          }
          return sizes.size >= 4;
        },
        { timeoutMs: 40_000 },
      );
      expect((await listed(recording))?.state).toBe('active');

      await stage.recorder.stop(recording.egressId);
      const ended = await listedAs(recording, 'complete');
      const playlist = await until('the playlist is closed', async () => {
        const now = await readPlaylist(recording.folder);
        return now?.ended && now;
      });
      await expectSound(recording.folder, playlist);
      await expectLawful(recording.folder, playlist);
      expect(playlist.segments[0]?.startMs).toBeGreaterThan(askedAtMs - 3000);
      expect(ended.newestSegmentAtMs).toBe(newestEndMs(playlist));
      expect(ended.error).toBeUndefined();
      await share.stop();
    });

    test('a share that ends takes its recording along, and that is told', async () => {
      const share = await stage.share();
      const recording = await start(share);
      await withSegments(recording, 1);
      changed = [];
      await share.stop();
      await until('the change is told', () => changed.includes(share.roomName));
      await listedAs(recording, 'complete');
      const playlist = await until('the playlist is closed', async () => {
        const now = await readPlaylist(recording.folder);
        return now?.ended && now;
      });
      await expectLawful(recording.folder, playlist);
    });

    test('the same person shares again: another recording in a folder of its own', async () => {
      const first = await stage.share();
      const one = await start(first);
      await withSegments(one, 1);
      await first.stop();
      await listedAs(one, 'complete');
      const before = await readFile(join(one.folder, PLAYLIST_FILE), 'utf8');

      const again = await stage.share({ roomName: first.roomName });
      expect(again.videoTrackId).not.toBe(first.videoTrackId);
      const two = await start(again);
      expect(two.folder).not.toBe(one.folder);
      const playlist = await withSegments(two, 1);
      await expectLawful(two.folder, playlist);
      expect(await readFile(join(one.folder, PLAYLIST_FILE), 'utf8')).toBe(before);
      await again.stop();
      await listedAs(two, 'complete');
    });

    test('a pause is a gap: nothing moves in time, and what was listed stays as it is', async () => {
      const share = await stage.share();
      const recording = await start(share);
      const before = await withSegments(recording, 1);
      const pausedMs = Date.now();
      await share.pause();
      await sleep(PAUSE_MS);
      await share.resume();
      const resumedMs = Date.now();
      const newestAt = (playlist: Playlist) => newestEndMs(playlist) ?? 0;
      const after = await until(
        'segments come again',
        async () => {
          const playlist = await readPlaylist(recording.folder);
          return playlist && newestAt(playlist) > resumedMs + 3000 && playlist;
        },
        { timeoutMs: 40_000 },
      );
      expect(after.segments.slice(0, before.segments.length)).toEqual(before.segments);
      for (const [i, { startMs }] of after.segments.entries()) {
        const last = after.segments[i - 1];
        // None reaches into the next one; rounded to a frame.
        if (last) expect(startMs - last.startMs - last.durationMs).toBeGreaterThan(-50);
      }
      // The wall clock goes on over the pause: it isn't closed up.
      expect(newestAt(after) - (after.segments[0]?.startMs ?? 0)).toBeGreaterThan(
        resumedMs - pausedMs + 3000,
      );
      expect(newestAt(after)).toBeLessThanOrEqual(Date.now());
      await stage.recorder.stop(recording.egressId);
      await share.stop();
    });

    test('a share that was gone before its recording began fails in words', async () => {
      const share = await stage.share();
      const gone = { ...share, videoTrackId: 'TR_gone' };
      const words = await start(gone).then(
        async (recording) => (await listedAs(recording, 'failed')).error,
        (error: Error) => error.message,
      );
      expect(words).toMatch(/gone|not (being )?shared|not published/i);
      await share.stop();
    });

    test('two people at once, in one room, are two recordings; one goes on when the other ends', async () => {
      const one = await stage.share();
      const other = await stage.share({ roomName: one.roomName });
      const first = await start(one);
      const second = await start(other);
      expect(first.egressId).not.toBe(second.egressId);
      await withSegments(first, 1);
      await withSegments(second, 1);
      const ids = (await stage.recorder.list(one.roomName)).map(({ egressId }) => egressId);
      expect(ids).toEqual(expect.arrayContaining([first.egressId, second.egressId]));
      expect(await stage.recorder.list('replay_1_1')).toEqual([]);

      await stage.recorder.stop(first.egressId);
      await listedAs(first, 'complete');
      const before = (await readPlaylist(second.folder))?.segments.length ?? 0;
      const after = await withSegments(second, before + 2);
      await expectLawful(second.folder, after);
      expect((await listed(second))?.state).toBe('active');
      await stage.recorder.stop(second.egressId);
      await Promise.all([one.stop(), other.stop()]);
    });

    test('a share without sound is recorded, too', async () => {
      const share = await stage.share({ sound: false });
      expect(share.audioTrackId).toBeNull();
      const recording = await start(share);
      const playlist = await withSegments(recording, 2);
      await stage.recorder.stop(recording.egressId);
      await expectLawful(recording.folder, playlist);
      await share.stop();
    });

    test('a folder is used once', async () => {
      const share = await stage.share();
      const recording = await start(share);
      await expect(start(share, recording.startedAtMs)).rejects.toThrow();
      expect(await stage.recorder.list(share.roomName)).toHaveLength(1);
      await stage.recorder.stop(recording.egressId);
      await share.stop();
    });

    test('stopping what is unknown or has ended is no error', async () => {
      const share = await stage.share();
      const recording = await start(share);
      await stage.recorder.stop(recording.egressId);
      await listedAs(recording, 'complete');
      await stage.recorder.stop(recording.egressId);
      await stage.recorder.stop('EG_unknown');
      await share.stop();
    });

    test('close ends what would die with it, and nothing else', async () => {
      const share = await stage.share();
      const recording = await start(share);
      await withSegments(recording, 1);
      await stage.recorder.close();
      const closed = async () => (await readPlaylist(recording.folder))?.ended;
      if (stage.afterClose === 'ended') {
        await until('the playlist is closed', closed);
      } else {
        const { segments = [] } = (await readPlaylist(recording.folder)) ?? {};
        await withSegments(recording, segments.length + 2);
        expect(await closed()).toBe(false);
      }
      await share.stop();
    });
  });
}

function tracksOf({ roomName, userId, videoTrackId, audioTrackId }: StageShare) {
  return { roomName, userId, videoTrackId, audioTrackId };
}

async function readPlaylist(folder: string): Promise<Playlist | null> {
  return parsePlaylist(await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => ''));
}

/** Laws of every playlist and its segments. */
async function expectLawful(folder: string, playlist: Playlist): Promise<void> {
  const text = await readFile(join(folder, PLAYLIST_FILE), 'utf8');
  expect(text.match(/#EXT-X-PROGRAM-DATE-TIME:/g)).toHaveLength(
    text.match(/#EXTINF:/g)?.length ?? 0,
  );
  expect(playlist.segments.length).toBeGreaterThan(0);
  const files = await readdir(folder);
  for (const [i, segment] of playlist.segments.entries()) {
    expect(files).toContain(segment.uri);
    expect(segment.durationMs).toBeGreaterThan(0);
    const before = playlist.segments[i - 1];
    if (!before || segment.discontinuity) continue;
    // Each begins where the one before it ends.
    expect(Math.abs(segment.startMs - before.startMs - before.durationMs)).toBeLessThan(250);
  }
  for (const { uri } of playlist.segments) {
    const packets = await packetsOf(join(folder, uri));
    expect(packets.video[0]?.keyframe, `${uri} starts with a keyframe`).toBe(true);
  }
}

async function expectSound(folder: string, playlist: Playlist): Promise<void> {
  for (const { uri } of playlist.segments.slice(0, -1)) {
    const { audio } = await packetsOf(join(folder, uri));
    expect(audio, `${uri} has sound`).toBeGreaterThan(0);
  }
}

/** Through ffmpeg's packet checksums, which mark every packet that is no keyframe with F=. */
async function packetsOf(file: string) {
  const copy = ['-map', '0', '-c', 'copy', '-copyinkf', '-f', 'framecrc', '-'];
  const { stdout } = await run(await findFfmpeg(), ['-v', 'error', '-i', file, ...copy]);
  const lines = stdout.split('\n');
  const streams = lines.flatMap((line) => /^#media_type (\d+): (\w+)/.exec(line)?.slice(1) ?? []);
  const videoStream = streams[streams.indexOf('video') - 1];
  const packets = lines.filter((line) => /^\d/.test(line));
  const video = packets.filter((line) => line.startsWith(`${videoStream},`));
  return {
    video: video.map((line) => ({ keyframe: !line.includes('F=0x0') })),
    audio: packets.length - video.length,
  };
}
