import { expect, test } from 'vitest';
import { Sync } from './sync.ts';
import { Timeline } from './timeline.ts';

const RATE = 90_000;
const START_MS = 1_795_000_000_000;

/** Feeds 30 frames a second whose packets take `delayMs(i)`; `pace` is how fast the sender's quartz runs. */
function feed(
  seconds: number,
  { firstTimestamp = 0, pace = 1, delayMs = (_: number): number => 20 } = {},
) {
  const timeline = new Timeline(RATE);
  let mediaMs = 0;
  let sentMs = START_MS;
  for (let i = 0; i < seconds * 30; i += 1) {
    sentMs = START_MS + (i * 1000) / 30;
    const ticks = Math.round((i * RATE * pace) / 30);
    const timestamp = (firstTimestamp + ticks) % 2 ** 32;
    mediaMs = timeline.observe(timestamp, sentMs + delayMs(i));
  }
  return { timeline, mediaMs, sentMs };
}

test('moments stand where packets arrive with the least delay, whatever the rest takes', () => {
  const { timeline, mediaMs, sentMs } = feed(20, { delayMs: (i) => 20 + ((i * 37) % 180) });
  expect(Math.abs(timeline.wallMs(mediaMs) - sentMs - 20)).toBeLessThan(10);
});

test('a timestamp that wraps goes on', () => {
  const { timeline, mediaMs, sentMs } = feed(60, { firstTimestamp: 2 ** 32 - 30 * RATE });
  expect(timeline.wallMs(mediaMs)).toBeCloseTo(sentMs + 20, 0);
  expect(mediaMs).toBeGreaterThan(2 ** 32 / 90);
});

test.each([1.0002, 0.9998])(
  'a quartz that runs %d times as fast is followed for an hour',
  (pace) => {
    const { timeline, mediaMs, sentMs } = feed(3600, { pace });
    expect(Math.abs(timeline.wallMs(mediaMs) - sentMs - 20)).toBeLessThan(20);
  },
);

test('a jam of some seconds moves nothing', () => {
  const jam = (i: number) => (i > 300 && i < 450 ? 900 : 20);
  const { timeline, mediaMs, sentMs } = feed(15, { delayMs: jam });
  expect(Math.abs(timeline.wallMs(mediaMs) - sentMs - 20)).toBeLessThan(20);
});

test("when the server's clock is set, ahead or back, moments follow it", () => {
  for (const stepMs of [40_000, -40_000]) {
    const { timeline, mediaMs, sentMs } = feed(60, {
      delayMs: (i) => (i > 900 ? 20 + stepMs : 20),
    });
    expect(Math.abs(timeline.wallMs(mediaMs) - sentMs - stepMs - 20)).toBeLessThan(50);
  }
});

test('sound stands against the picture as the reports say, however far the clock in them is off', () => {
  for (const aheadMs of [0, 40_000, -86_400_000]) {
    const picture = new Timeline(RATE);
    const sound = new Timeline(48_000);
    // The picture takes 60 ms longer than the sound of the same moment.
    for (let i = 0; i < 100; i += 1) {
      picture.observe(5000 + i * 3000, START_MS + (i * 100) / 3 + 80);
      sound.observe(777 + i * 1600, START_MS + (i * 100) / 3 + 20);
    }
    const sync = new Sync();
    expect(sync.soundToPictureMs(picture, sound)).toBeCloseTo(5000 / 90 - 777 / 48 - 60, -1);
    for (const [i, blip] of [0, 3, 90, -2, 1].entries()) {
      const senderMs = START_MS + aheadMs + i * 300;
      sync.reportPicture({ senderMs, timestamp: 5000 + i * 27_000 }, picture);
      sync.reportSound({ senderMs: senderMs + blip, timestamp: 777 + i * 14_400 }, sound);
    }
    expect(Math.abs(sync.soundToPictureMs(picture, sound) - (5000 / 90 - 777 / 48))).toBeLessThan(
      5,
    );
  }
});

test('reports that contradict arrival are not believed', () => {
  const picture = new Timeline(RATE);
  const sound = new Timeline(48_000);
  picture.observe(0, START_MS);
  sound.observe(0, START_MS);
  const sync = new Sync();
  sync.reportPicture({ senderMs: START_MS, timestamp: 0 }, picture);
  sync.reportSound({ senderMs: START_MS + 5000, timestamp: 0 }, sound);
  expect(sync.soundToPictureMs(picture, sound)).toBeCloseTo(0);
});
