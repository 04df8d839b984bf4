import { expect, test, vi } from 'vitest';
import { until } from '../../../e2e/support/until.ts';
import { findFfmpeg } from '../../ffmpeg/find.ts';
import { createLog } from '../../log.ts';
import { encodeVp8, packetizeVp8 } from './fixtures/vp8.ts';
import { Mixer, type Segments } from './mixer.ts';
import type { Frame } from './picture/h264.ts';
import { deltaOf, keyframeOf, soundOf } from './time/simulation/packets.ts';

vi.setConfig({ testTimeout: 30_000 });
const log = createLog('silent');

/** Takes everything, and keeps what it was told. */
class Told implements Segments {
  openSinceMs: number | null = null;
  readonly pictures: number[] = [];
  /** Line times of those that tell of a gap before them. */
  readonly gaps: number[] = [];
  readonly sounds: number[] = [];
  rests = 0;
  get endMs(): number {
    return (this.pictures.at(-1) ?? 0) + 20;
  }
  picture({ afterGap }: Frame, atMs: number): boolean {
    if (afterGap) this.gaps.push(atMs);
    this.openSinceMs ??= atMs;
    this.pictures.push(atMs);
    return true;
  }
  sound(_: Buffer, atMs: number): void {
    this.sounds.push(atMs);
  }
  rest(): void {
    this.openSinceMs = null;
    this.rests += 1;
  }
  async finish(): Promise<void> {}
}

const options = { ffmpegPath: '', log, onSlow: () => {}, onMissing: () => {} };

test.each(['with sound', 'without sound'])(
  'a long pause %s is not filled with silence, and sound goes on beside the pictures',
  (kind) => {
    const told = new Told();
    let nowMs = 0;
    const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
    const mixer = new Mixer(told, clock, options);
    let sequence = 0;
    const share = (fromMs: number, toMs: number) => {
      for (nowMs = fromMs; nowMs < toMs; nowMs += 20) {
        sequence += 1;
        const payload = nowMs === fromMs ? keyframeOf(nowMs) : deltaOf(nowMs);
        const packet = { sequence, marker: true, arrivalMs: nowMs };
        mixer.picture({ ...packet, timestamp: nowMs * 90, payload });
        if (kind === 'with sound') {
          mixer.sound({ ...packet, timestamp: nowMs * 48, payload: soundOf(nowMs) });
        }
        mixer.tick();
      }
    };
    mixer.beginPicture(null);
    mixer.beginSound(null);
    share(1000, 3000);
    for (; nowMs < 600_000; nowMs += 1000) mixer.tick();
    expect(told.rests).toBe(1);
    const before = told.sounds.length;
    const shown = told.pictures.length;
    share(600_000, 602_000);
    const resumedMs = told.pictures[shown] ?? 0;
    expect(resumedMs - (told.pictures[shown - 1] ?? 0)).toBeGreaterThan(590_000);
    const after = told.sounds.slice(before);
    expect(after.length).toBeGreaterThan(70);
    expect(after).toEqual(after.map((_, i) => resumedMs + i * 20));
  },
);

test('over a quick reconnect of a still page no sound stands where there is some already', () => {
  const told = new Told();
  let nowMs = 1000;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
  const mixer = new Mixer(told, clock, options);
  const share = (toMs: number) => {
    mixer.beginPicture(null);
    mixer.beginSound(null);
    for (const fromMs = nowMs; nowMs < toMs; nowMs += 20) {
      const sequence = (nowMs - fromMs) / 20;
      const packet = { sequence, marker: true, arrivalMs: nowMs };
      if (sequence % 50 === 0) {
        const payload = keyframeOf(nowMs);
        const timestamp = nowMs * 90;
        mixer.picture({ ...packet, sequence: sequence / 50, timestamp, payload });
      }
      mixer.sound({ ...packet, timestamp: nowMs * 48, payload: soundOf(nowMs) });
      mixer.tick();
    }
  };
  share(3200);
  mixer.pause();
  const before = told.sounds.length;
  nowMs += 300;
  share(7000);
  expect(told.sounds.length).toBeGreaterThan(before + 80);
  for (const [i, atMs] of told.sounds.entries()) {
    if (i > 0) expect(atMs).toBeGreaterThanOrEqual((told.sounds[i - 1] ?? 0) + 20);
  }
});

test('pictures that take long to be transcoded are no stall', async () => {
  const told = new Told();
  let nowMs = 0;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
  const mixer = new Mixer(told, clock, { ...options, ffmpegPath: await findFfmpeg() });
  mixer.beginPicture(null, { vp8: true });
  const packets = packetizeVp8((await encodeVp8()).slice(0, 10));
  for (const packet of packets) mixer.picture({ ...packet, arrivalMs: 0 });
  nowMs = 6000;
  await until('all pictures are used', () => told.pictures.length === 10, { everyMs: 20 });
  mixer.tick();
  expect(told.rests).toBe(0);
  nowMs = 12_000;
  mixer.tick();
  expect(told.rests).toBe(1);
  await mixer.finish();
});

test('of a stream that is over nothing is asked for', () => {
  let nowMs = 1000;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
  const mixer = new Mixer(new Told(), clock, options);
  mixer.beginPicture(20);
  for (const sequence of [1, 2, 4]) {
    const payload = sequence === 1 ? keyframeOf(nowMs) : deltaOf(nowMs);
    const timestamp = sequence * 3000;
    mixer.picture({ sequence, marker: true, timestamp, payload, arrivalMs: nowMs });
  }
  nowMs += 200;
  expect(mixer.tick().picture).toEqual([3]);
  nowMs += 200;
  expect(mixer.tick().picture).toEqual([3]);
  mixer.endPicture();
  nowMs += 200;
  expect(mixer.tick()).toMatchObject({ picture: [], keyframe: false });
});

test('from where to where pictures are missing is told, and how many packets were lost', () => {
  let nowMs = 1000;
  const missing: number[][] = [];
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs + 500_000 };
  const onMissing = (...span: number[]) => missing.push(span);
  const mixer = new Mixer(new Told(), clock, { ...options, onMissing });
  mixer.beginPicture(20);
  const show = (sequence: number, atMs: number) => {
    for (; nowMs < atMs; nowMs += 20) mixer.tick();
    const payload = sequence % 10 === 1 ? keyframeOf(nowMs) : deltaOf(nowMs);
    const packet = { sequence, marker: true, timestamp: nowMs * 90, payload };
    mixer.picture({ ...packet, arrivalMs: nowMs });
  };
  show(1, 1000);
  show(2, 1040);
  // Paused: the next one follows, a minute later.
  show(3, 61_000);
  show(4, 61_040);
  // Lost: sequence numbers are missing, and a keyframe comes first.
  show(31, 66_000);
  for (const until = nowMs + 4000; nowMs < until; nowMs += 20) mixer.tick();
  expect(missing).toEqual([
    [501_040, 561_000, 0],
    [561_040, 566_000, 26],
  ]);
});

test('what is sent again after an outage of seconds is placed where it was', () => {
  /** Of each picture, what it says of its moment beside its place on the line. */
  const apart: number[] = [];
  const told = new Told();
  const taken: Segments['picture'] = (frame, atMs, wallMs) => {
    apart.push(wallMs() - atMs);
    return Told.prototype.picture.call(told, frame, atMs);
  };
  told.picture = taken as Told['picture'];
  let nowMs = 1000;
  const clock = { now: () => nowMs, wallMs: (atMs: number) => atMs };
  const mixer = new Mixer(told, clock, options);
  mixer.beginPicture(20);
  // One every 100 ms, its number and time are one; each second a keyframe.
  const send = (sequence: number) => {
    const sentMs = 1000 + sequence * 100;
    const payload = sequence % 10 === 0 ? keyframeOf(sentMs) : deltaOf(sentMs);
    mixer.picture({ sequence, marker: true, timestamp: sentMs * 90, payload, arrivalMs: nowMs });
  };
  const showUntil = (last: number) => {
    for (let i = Math.round((nowMs - 1000) / 100); i <= last; i++) {
      send(i);
      mixer.tick();
      nowMs += 100;
    }
  };
  showUntil(50);
  // Nothing arrives for six seconds; then the newest does, and then all the others.
  for (const untilMs = nowMs + 6000; nowMs < untilMs; nowMs += 20) mixer.tick();
  const newest = Math.round((nowMs - 1000) / 100);
  send(newest);
  for (let i = 51; i < newest; i++) send(i);
  nowMs += 100;
  showUntil(newest + 40);
  expect(apart).toHaveLength(newest + 41);
  expect(Math.max(...apart) - Math.min(...apart)).toBeLessThan(50);
});

test('between two streams on one connection pictures may be missing, and the first one tells', () => {
  const told = new Told();
  let nowMs = 0;
  const mixer = new Mixer(told, { now: () => nowMs, wallMs: (atMs) => atMs }, options);
  const show = (fromMs: number, toMs: number) => {
    mixer.beginPicture(null);
    for (nowMs = fromMs; nowMs < toMs; nowMs += 100) {
      const payload = nowMs === fromMs ? keyframeOf(nowMs) : deltaOf(nowMs);
      const sequence = (nowMs - fromMs) / 100;
      mixer.picture({
        ...{ sequence, timestamp: nowMs * 90, marker: true, payload, arrivalMs: nowMs },
      });
    }
  };
  show(1000, 3000);
  show(6000, 7000);
  expect(told.pictures).toHaveLength(30);
  expect(told.gaps).toEqual([told.pictures[0], told.pictures[20]]);
  expect((told.pictures[20] ?? 0) - (told.pictures[19] ?? 0)).toBeCloseTo(3100, 0);
});
