import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { LEVEL_MS, levelsAt } from '../../../../e2e/support/clip/pitch.ts';
import { readSegment } from '../../../clips/runs.ts';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { createLog } from '../../../log.ts';
import { PLAYLIST_FILE, type Playlist, parsePlaylist } from '../../../segments/playlist.ts';
import { opusPackets } from '../fixtures/opus.ts';
import { PlaylistWriter } from '../segments/playlist-writer.ts';
import { VoiceLine } from './voice-line.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
const HUM = 3000;
/** The server's clock is so far ahead of the steady one, ms. */
const AHEAD_MS = 1_760_000_000_000;
const TICK_MS = 20;
let folder: string;
let ffmpegPath: string;
let hum: Buffer[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-voice-line-'));
  ffmpegPath = await findFfmpeg();
  const wave = `0.3*sin(2*PI*${HUM}*t)`;
  hum = await opusPackets(
    { ffmpegPath, file: join(folder, 'hum.ogg') },
    { wave, channels: 1, seconds: 4 },
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function open() {
  const path = await mkdtemp(join(folder, 'session-'));
  const playlist = new PlaylistWriter(path, 60_000);
  let nowMs = 10_000;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs + AHEAD_MS };
  const failed: Error[] = [];
  const onFailed = (error: Error) => void failed.push(error);
  const log = createLog('silent');
  const line = new VoiceLine({ ffmpegPath, playlist, clock, log, onFailed });
  let sequence = 0;
  let timestamp = 123_456;
  return {
    ...{ path, line, playlist, failed, now: () => nowMs },
    /** Each packet as it comes, or none for so long. */
    pass(packets: Buffer[] | number) {
      const all = typeof packets === 'number' ? Array(packets / TICK_MS).fill(null) : packets;
      for (const payload of all) {
        nowMs += TICK_MS;
        timestamp += 960;
        if (payload) {
          const packet = { sequence: sequence++, timestamp, marker: false, payload };
          line.packet({ ...packet, arrivalMs: nowMs });
        }
        line.tick();
      }
    },
    async listed(): Promise<Playlist> {
      await line.finish();
      await playlist.end();
      return parsePlaylist(await readFile(join(path, PLAYLIST_FILE), 'utf8')) as Playlist;
    },
  };
}

/** When the hum is heard, ms of the steady clock, segment by segment. */
async function heardIn({ segments }: Playlist, path: string): Promise<number[]> {
  const heard: number[] = [];
  for (const { uri, startMs } of segments) {
    const levels = await levelsAt(join(path, uri), HUM);
    for (const [i, level] of levels.entries()) {
      if (level > 0.1) heard.push(startMs - AHEAD_MS + i * LEVEL_MS);
    }
  }
  return heard;
}

test('what is said is listed in segments of sound alone, in its place by its arrival', async () => {
  const t = await open();
  t.line.connected();
  t.line.begin(null);
  t.pass(200);
  const fromMs = t.now();
  t.pass(hum.slice(0, 150));
  const playlist = await t.listed();
  expect(playlist.ended).toBe(true);
  expect(playlist.segments.length).toBeGreaterThanOrEqual(3);
  for (const { uri, durationMs, discontinuity } of playlist.segments) {
    expect(discontinuity).toBe(false);
    const media = await readSegment(join(t.path, uri));
    expect(media.video).toEqual([]);
    expect(media.audioFormat).toEqual({ objectType: 2, sampleRate: 48_000, channels: 2 });
    expect(Math.abs(media.audio.length * (1024 / 48) - durationMs)).toBeLessThan(1);
  }
  const heard = await heardIn(playlist, t.path);
  expect(Math.abs(Math.min(...heard) - fromMs)).toBeLessThanOrEqual(50);
  expect(Math.abs(Math.max(...heard) - fromMs - 3000)).toBeLessThanOrEqual(80);
  expect(t.failed).toEqual([]);
});

test('while it is muted no packets come, and segments of silence all the same', async () => {
  const t = await open();
  t.line.connected();
  t.line.begin(null);
  t.pass(hum.slice(0, 50));
  const mutedMs = t.now();
  t.pass(9000);
  const heardMs = t.now();
  t.pass(hum.slice(0, 50));
  const { segments } = await t.listed();
  for (const [i, { startMs }] of segments.slice(1).entries()) {
    const { startMs: before, durationMs } = segments[i] as Playlist['segments'][number];
    expect(Math.abs(startMs - before - durationMs)).toBeLessThanOrEqual(25);
  }
  const heard = await heardIn({ segments, mediaSequence: 0, ended: true }, t.path);
  expect(heard.filter((ms) => ms > mutedMs + 60 && ms < heardMs - 20)).toEqual([]);
  expect(Math.abs((heard.find((ms) => ms > mutedMs + 100) ?? 0) - heardMs)).toBeLessThanOrEqual(50);
});

test('a lost connection leaves a gap, behind which it goes on in its place', async () => {
  const t = await open();
  t.line.connected();
  t.line.begin(null);
  t.pass(hum.slice(0, 60));
  t.line.pause();
  await expect.poll(() => t.playlist.newestEndMs, { timeout: 10_000 }).not.toBeNull();
  t.pass(10_000);
  t.line.connected();
  t.line.begin(null);
  const backMs = t.now();
  t.pass(hum.slice(0, 100));
  const playlist = await t.listed();
  const heard = await heardIn(playlist, t.path);
  const back = heard.find((ms) => ms > backMs - 1000) ?? Number.NaN;
  expect(Math.abs(back - backMs)).toBeLessThanOrEqual(50);
  expect(playlist.segments.some(({ discontinuity }) => discontinuity)).toBe(true);
});

test('a disk that takes nothing is told', async () => {
  const t = await open();
  await rm(t.path, { recursive: true });
  t.line.connected();
  t.line.begin(null);
  t.pass(3000);
  await t.line.finish();
  expect(t.failed[0]).toMatchObject({ code: 'ENOENT' });
});
