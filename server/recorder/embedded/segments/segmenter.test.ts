import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { until } from '../../../../e2e/support/until.ts';
import { readTs } from '../../../clips/media/ts.ts';
import { UserError } from '../../../errors.ts';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { createLog } from '../../../log.ts';
import { type PlaylistSegment, parsePlaylist } from '../../../segments/playlist.ts';
import { STALE_MS } from '../../../shares/judge.ts';
import { en } from '../../../words/en.ts';
import { recordedPackets } from '../fixtures/packets.ts';
import { type Frame, H264Depacketizer } from '../picture/h264.ts';
import { SILENCE, SILENCE_MS } from '../sound/opus.ts';
import { type NewSegment, PlaylistWriter, type Waiting } from './playlist-writer.ts';
import { Segmenter } from './segmenter.ts';

const START_MS = 1_795_000_000_000;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-segmenter-'));
});
afterEach(() => rm(folder, { recursive: true }));

const depacketizer = new H264Depacketizer();
const recorded = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
const [keyframe] = recorded as [Frame];
const delta = recorded[1] as Frame;

/** 20 ms of sound: not the packet that stands for silence. */
const HEARD = Buffer.from([0xfc, 0, 0, 0]);

/** A keyframe every `everyMs`, 25 pictures a second, the same packet of sound throughout. */
async function open({
  ffmpegPath = '',
  opus = SILENCE,
  onFailed = (_: Error) => {},
  onSlow = (_: string) => {},
  startMs = 1000,
  playlist = new PlaylistWriter(folder, 600_000),
} = {}) {
  const log = createLog('silent');
  ffmpegPath ||= await findFfmpeg();
  const segmenter = new Segmenter({ ffmpegPath, playlist, log, onSlow, onFailed });
  let soundMs = startMs;
  const hear = (toMs: number) => {
    for (; soundMs + SILENCE_MS <= toMs; soundMs += SILENCE_MS) segmenter.sound(opus, soundMs);
  };
  const show = (frame: Partial<Frame> & { keyframe: boolean }, atMs: number) => {
    hear(atMs);
    const whole = { ...(frame.keyframe ? keyframe : delta), ...frame };
    return segmenter.picture(whole, atMs, () => START_MS + atMs);
  };
  const showFor = (fromMs: number, toMs: number, everyMs = 2000) => {
    for (let at = fromMs; at < toMs; at += 40)
      show({ keyframe: (at - fromMs) % everyMs === 0 }, at);
  };
  return { segmenter, playlist, hear, show, showFor };
}

async function listed(): Promise<PlaylistSegment[]> {
  return parsePlaylist(await readFile(join(folder, 'playlist.m3u8'), 'utf8'))?.segments ?? [];
}

async function packetsOf(uri: string) {
  const args = ['-v', 'error', '-i', join(folder, uri), '-map', '0', '-c', 'copy', '-copyinkf'];
  const { stdout } = await promisify(execFile)(await findFfmpeg(), [
    ...[...args, '-copyts', '-f', 'framecrc', '-'],
  ]);
  const lines = stdout.split('\n').filter((line) => /^\d/.test(line));
  const pictures = lines.filter((line) => line.startsWith('0,'));
  return {
    firstIsKeyframe: pictures[0] !== undefined && !pictures[0].includes('F=0x0'),
    pictures: pictures.length,
    sounds: lines.length - pictures.length,
  };
}

test('segments begin with a keyframe, hold sound, last as long as they say and follow each other', async () => {
  const { segmenter, showFor } = await open();
  showFor(1000, 6400);
  await segmenter.finish();
  const segments = await listed();
  expect(segments.map(({ startMs, durationMs }) => [startMs - START_MS, durationMs])).toEqual([
    [1000, 2000],
    [3000, 2000],
    [5000, 1400],
  ]);
  expect(segments.some(({ discontinuity }) => discontinuity)).toBe(false);
  for (const { uri, durationMs } of segments) {
    const { firstIsKeyframe, pictures, sounds } = await packetsOf(uri);
    expect(firstIsKeyframe).toBe(true);
    expect(pictures).toBe(durationMs / 40);
    expect(sounds).toBeGreaterThan(durationMs / 30);
  }
});

test('over the wrap of 33 bits, after 26 and a half hours, segments follow each other as ever', async () => {
  const wrapMs = 2 ** 33 / 90;
  const startMs = Math.floor(wrapMs) - 3000;
  const { segmenter, showFor } = await open({ startMs });
  showFor(startMs, startMs + 6000);
  await segmenter.finish();
  const segments = await listed();
  expect(
    segments.map(({ startMs: at, durationMs }) => [at - START_MS - startMs, durationMs]),
  ).toEqual([0, 2000, 4000].map((at) => [at, 2000]));
  for (const { uri } of segments) {
    expect(await packetsOf(uri)).toMatchObject({ firstIsKeyframe: true, pictures: 50 });
  }
});

test('keyframes that somebody else asked for begin no segments', async () => {
  const { segmenter, showFor } = await open();
  showFor(1000, 5000, 400);
  await segmenter.finish();
  expect((await listed()).map(({ durationMs }) => durationMs)).toEqual([2000, 2000]);
});

test('before the first keyframe nothing is used', async () => {
  const { segmenter, show } = await open();
  expect(show({ keyframe: false }, 1000)).toBe(false);
  expect(segmenter.openSinceMs).toBeNull();
  expect(show({ keyframe: true }, 1040)).toBe(true);
  expect(segmenter.openSinceMs).toBe(1040);
  await segmenter.finish();
});

test('a gap ends the segment where the pictures ended and marks the next one', async () => {
  const { segmenter, show, showFor } = await open();
  showFor(1000, 1800);
  show({ keyframe: true, afterGap: true }, 3000);
  show({ keyframe: false }, 3040);
  await segmenter.finish();
  expect(
    (await listed()).map((s) => [s.startMs - START_MS, s.durationMs, s.discontinuity]),
  ).toEqual([
    [1000, 800, false],
    [3000, 80, true],
  ]);
});

test('sound that comes before its keyframe goes into the segment that this begins', async () => {
  const { segmenter, hear, show, showFor } = await open();
  showFor(1000, 2600);
  hear(4400);
  show({ keyframe: true, afterGap: true }, 3000);
  for (let at = 3040; at < 5000; at += 40) show({ keyframe: false }, at);
  await segmenter.finish();
  const segments = await listed();
  expect(segments.map((s) => [s.startMs - START_MS, s.durationMs])).toEqual([
    [1000, 1600],
    [3000, 2000],
  ]);
  const sounds = segments.map(async ({ uri }) => (await readTs(join(folder, uri))).audio);
  const [before = [], after = []] = await Promise.all(sounds);
  expect(before.at(-1)?.pts).toBeLessThan(2600 * 90);
  expect(before.at(-1)?.pts).toBeGreaterThan((2600 - 44) * 90);
  expect(after[0]?.pts).toBeGreaterThanOrEqual(3000 * 90);
  expect(after[0]?.pts).toBeLessThan((3000 + 22) * 90);
  expect(after.at(-1)?.pts).toBeGreaterThan((5000 - 44 - 40) * 90);
});

test('one picture that is missing before a keyframe is no gap', async () => {
  const { segmenter, show, showFor } = await open();
  showFor(1000, 3000);
  show({ keyframe: true, afterGap: true }, 3040);
  await segmenter.finish();
  expect((await listed()).map((s) => [s.durationMs, s.discontinuity])).toEqual([
    [2040, false],
    [40, false],
  ]);
});

test('another size of the picture begins a segment at once, marked', async () => {
  const { segmenter, show, showFor } = await open();
  showFor(1000, 1800);
  show({ keyframe: true, width: 640, height: 360 }, 1800);
  await segmenter.finish();
  expect((await listed()).map((s) => [s.durationMs, s.discontinuity])).toEqual([
    [800, false],
    [40, true],
  ]);
});

test('when pictures stop, the segment is listed, up to its last one', async () => {
  const { segmenter, playlist, show, showFor } = await open();
  showFor(1000, 1400);
  await expect.poll(() => playlist.newestEndMs ?? segmenter.openSinceMs).toBe(1000);
  segmenter.rest();
  expect(show({ keyframe: false }, 6040)).toBe(false);
  expect(show({ keyframe: true }, 6500)).toBe(true);
  await segmenter.finish();
  const segments = await listed();
  expect(segments).toMatchObject([
    { startMs: START_MS + 1000, durationMs: 400 },
    { startMs: START_MS + 6500, discontinuity: true },
  ]);
});

/** Tells what is listed at once. */
class Listing extends PlaylistWriter {
  readonly durationsMs: number[] = [];
  override async add({ durationMs }: NewSegment): Promise<void> {
    this.durationsMs.push(durationMs);
  }
}

test('when pictures stop and their sound is there already, nothing is waited for', async () => {
  const playlist = new Listing(folder, 600_000);
  const { segmenter, hear, showFor } = await open({ playlist });
  showFor(1000, 1400);
  hear(1500);
  expect(playlist.durationsMs).toEqual([]);
  segmenter.rest();
  expect(playlist.durationsMs).toEqual([400]);
  await segmenter.finish();
});

test('each segment waits for its sound by itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const playlist = new Listing(folder, 600_000);
  const { segmenter } = await open({ playlist });
  const wallMs = () => START_MS;
  segmenter.picture(keyframe, 1000, wallMs);
  segmenter.picture(keyframe, 3000, wallMs);
  vi.advanceTimersByTime(2900);
  segmenter.picture(keyframe, 5100, wallMs);
  expect(playlist.durationsMs).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(playlist.durationsMs).toEqual([2000]);
  vi.advanceTimersByTime(2900);
  expect(playlist.durationsMs).toEqual([2000, 2100]);
  await segmenter.finish();
});

test('an ffmpeg that cannot run costs the sound and nothing else', async () => {
  const { segmenter, playlist, show, showFor } = await open({
    ffmpegPath: '/bin/false',
    opus: HEARD,
  });
  showFor(1000, 5400);
  let atMs = 5400;
  await expect
    .poll(() => {
      show({ keyframe: false }, atMs);
      atMs += 20;
      return playlist.newestEndMs;
    })
    .toBe(START_MS + 5000);
  await segmenter.finish();
  expect((await listed()).map(({ durationMs }) => durationMs).slice(0, 2)).toEqual([2000, 2000]);
});

test('one after the other the segments are one stream, without a warning', async () => {
  const { segmenter, show } = await open({ opus: HEARD });
  const group = recorded.slice(4, 11);
  const times: number[] = [];
  for (let startMs = 1000; startMs < 9000; startMs += 2000) {
    for (const [i, frame] of group.entries()) {
      const atMs = (startMs * 90 + i * 25_001) / 90;
      times.push(startMs * 90 + i * 25_001);
      show(frame, atMs);
    }
  }
  await segmenter.finish();
  const segments = await listed();
  expect(segments).toHaveLength(4);
  const files = segments.map(({ uri }) => readFile(join(folder, uri)));
  const whole = join(folder, 'whole.ts');
  await writeFile(whole, await Promise.all(files).then((parts) => Buffer.concat(parts)));
  const args = ['-v', 'warning', '-i', whole, '-map', '0', '-c', 'copy', '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)(await findFfmpeg(), args);
  expect(stderr).toBe('');
  const media = await Promise.all(segments.map(({ uri }) => readTs(join(folder, uri))));
  expect(media.flatMap(({ video }) => video.map(({ pts }) => pts))).toEqual(times);
  for (const [i, { audio }] of media.entries()) {
    const [fromPts, toPts] = [1000 + i * 2000, 3000 + i * 2000].map((ms) => ms * 90) as [
      number,
      number,
    ];
    expect(audio.every(({ pts }) => pts >= fromPts && pts < toPts)).toBe(true);
  }
  const sounds = media.flatMap(({ audio }) => audio.map(({ pts }) => pts));
  expect(sounds).toEqual(Array.from(sounds, (_, i) => 90_000 + i * 1920));
  expect(sounds.length).toBeGreaterThan(350);
});

test('a full disk ends the recording in words', async () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const playlist = new PlaylistWriter(folder, 600_000);
  playlist.add = () => Promise.reject(full);
  let failed: unknown;
  const onFailed = (error: Error) => {
    failed = error;
  };
  const { segmenter, show } = await open({ playlist, onFailed });
  show({ keyframe: true }, 1000);
  await segmenter.finish();
  expect(failed).toBeInstanceOf(UserError);
  expect(String(failed)).toContain('full');
});

/** A disk that takes nothing for a while: no real one can be told to. */
class StuckDisk extends PlaylistWriter {
  readonly freed = Promise.withResolvers<void>();
  readonly #waiting = { bytes: 0, ms: 0 };
  override get waiting(): Waiting {
    return { ...this.#waiting };
  }
  override async add(segment: NewSegment): Promise<void> {
    const bytes = segment.data.reduce((sum, { length }) => sum + length, 0);
    this.#waiting.bytes += bytes;
    this.#waiting.ms += segment.durationMs;
    await this.freed.promise;
    this.#waiting.bytes -= bytes;
    this.#waiting.ms -= segment.durationMs;
    await super.add(segment);
  }
}

test.each([
  ['20 Mbit/s', 5 << 20],
  ['4 Mbit/s', 1 << 20],
])(
  'pictures of %s that a disk does not take are left out up to a keyframe, marked and told; memory and time are bounded',
  async (_, bytes) => {
    const slow: string[] = [];
    const playlist = new StuckDisk(folder, 600_000);
    const { segmenter, show, showFor } = await open({
      playlist,
      onSlow: (words) => slow.push(words),
    });
    const large = { keyframe: true, data: Buffer.concat([keyframe.data, Buffer.alloc(bytes, 1)]) };
    let at = 1000;
    for (; at < 61_000; at += 2000) show(large, at);
    expect(playlist.waiting.bytes).toBeLessThan((16 << 20) + 2 * bytes);
    // Also with what is added to it, the recording is not called dead before it is told.
    expect(playlist.waiting.ms).toBeLessThan(STALE_MS - 4000);
    expect(new Set(slow)).toEqual(new Set([expect.stringMatching(/disk .* too slow/)]));
    playlist.freed.resolve();
    await until('the disk has taken it', () => playlist.waiting.bytes === 0);
    expect(show({ keyframe: false }, at)).toBe(false);
    slow.length = 0;
    showFor(at + 40, at + 4040);
    await segmenter.finish();

    const segments = await listed();
    const marked = segments.filter(({ discontinuity }) => discontinuity);
    expect(marked.map(({ startMs }) => startMs)).toEqual([START_MS + at + 40]);
    expect(slow).toEqual([]);
  },
);

test('pictures without a keyframe are not collected without an end, and their sharer is told', async () => {
  const told = new Set<string>();
  const { segmenter, show } = await open({ onSlow: (words) => told.add(words) });
  show({ keyframe: true }, 1000);
  let used = 0;
  const megabyte = Buffer.alloc(1 << 20);
  for (let at = 1040; at < 9000; at += 40) {
    if (show({ keyframe: false, data: megabyte }, at)) used += 1;
  }
  expect(used).toBeLessThan(80);
  expect([...told]).toContain(en.faults.noKeyframes);
  expect(segmenter.openSinceMs).toBeNull();
  show({ keyframe: true }, 9000);
  for (let at = 10_000; at < 120_000; at += 1000) show({ keyframe: false }, at);
  expect(segmenter.openSinceMs).toBeNull();
  await segmenter.finish();
});

test('a size that changes with each picture gets no segment each time for long, and is told of', async () => {
  const told: string[] = [];
  const { segmenter, show } = await open({ onSlow: (words) => told.push(words) });
  let used = 0;
  for (let i = 0; i < 1000; i += 1) {
    if (show({ keyframe: true, width: 100 + (i % 2) }, 1000 + i * 20)) used += 1;
  }
  // A hundred at once, and two a second.
  expect(used).toBeLessThan(145);
  expect(new Set(told)).toEqual(new Set([en.faults.sizesChange]));
  await segmenter.finish();
  expect((await listed()).length).toBe(used);
});
