import { expect, test } from 'vitest';
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
  expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - 20)).toBeLessThan(10);
});

test('a timestamp that wraps goes on', () => {
  const { timeline, mediaMs, sentMs } = feed(60, { firstTimestamp: 2 ** 32 - 30 * RATE });
  expect(timeline.momentMs(mediaMs)).toBeCloseTo(sentMs + 20, 0);
  expect(mediaMs).toBeGreaterThan(2 ** 32 / 90);
});

test.each([1.0002, 0.9998])(
  'a quartz that runs %d times as fast is followed for an hour',
  (pace) => {
    const { timeline, mediaMs, sentMs } = feed(3600, { pace });
    expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - 20)).toBeLessThan(20);
  },
);

test('a jam of some seconds moves nothing', () => {
  const jam = (i: number) => (i > 300 && i < 450 ? 900 : 20);
  const { timeline, mediaMs, sentMs } = feed(15, { delayMs: jam });
  expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - 20)).toBeLessThan(20);
});

test("when the sender's clock stood still or was set ahead, moments follow it", () => {
  for (const stepMs of [40_000, -40_000]) {
    const { timeline, mediaMs, sentMs } = feed(80, {
      delayMs: (i) => (i > 900 ? 20 + stepMs : 20),
    });
    expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - stepMs - 20)).toBeLessThan(50);
  }
});

test('after a silence the sender may have slept: the least delay is looked for anew, at once', () => {
  const timeline = new Timeline(RATE);
  const show = (i: number, delayMs: number) =>
    timeline.observe(i * 3000, START_MS + (i * 100) / 3 + delayMs);
  for (let i = 0; i < 300; i += 1) show(i, 20);
  for (let i = 300; i < 360; i += 1) show(i, 8020 + Math.max(0, 310 - i) * 33);
  expect(timeline.momentMs(12_000)).toBeCloseTo(START_MS + 12_000 + 8020, -1);
});

test('after a silence of the network alone moments stay', () => {
  const timeline = new Timeline(RATE);
  const show = (i: number, delayMs: number) =>
    timeline.observe(i * 3000, START_MS + (i * 100) / 3 + delayMs);
  for (let i = 0; i < 300; i += 1) show(i, 20);
  for (let i = 300; i < 360; i += 1) show(i, 20 + Math.max(0, 330 - i) * 200);
  for (let i = 360; i < 400; i += 1) show(i, 60);
  expect(timeline.momentMs(13_000)).toBeCloseTo(START_MS + 13_000 + 20, -1);
});

test('a line that is full for half an hour moves little, with quartzes that drift', () => {
  for (const pace of [1.00008, 0.99992]) {
    const delayMs = (i: number) => (i > 3600 * 30 && i < 5400 * 30 ? 270 : 20);
    const { timeline, mediaMs, sentMs } = feed(5390, { pace, delayMs });
    expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - 20)).toBeLessThan(60);
  }
});

test.each([
  ['a minute ahead', 60_000],
  ['a minute back', -60_000],
  ['an hour ahead', 3_600_000],
])('timestamps that jump %s move nothing, and media time goes on', (_, byMs) => {
  const { timeline, mediaMs, sentMs } = feed(20);
  const ticks = Math.round(((20 - 1 / 30) * 1000 + byMs) * 90) >>> 0;
  for (let i = 1; i <= 300; i += 1) {
    const ms = timeline.observe((ticks + i * 3000) >>> 0, sentMs + 20 + (i * 1000) / 30);
    expect(Math.abs(ms - mediaMs - (i * 1000) / 30)).toBeLessThan(1);
  }
  expect(Math.abs(timeline.momentMs(mediaMs) - sentMs - 20)).toBeLessThan(5);
});

test('a single packet of an hour ahead moves nothing either', () => {
  const { timeline, mediaMs, sentMs } = feed(20);
  const ticks = Math.round((20 - 1 / 30) * RATE);
  timeline.observe((ticks + 3600 * RATE) >>> 0, sentMs + 53);
  const ms = timeline.observe(ticks + 6000, sentMs + 20 + 2000 / 30);
  expect(Math.abs(ms - mediaMs - 2000 / 30)).toBeLessThan(20);
});

test('after a pause in which timestamps would have wrapped, media time goes on', () => {
  const { timeline, mediaMs, sentMs } = feed(20);
  const pauseMs = 7 * 3_600_000;
  const ticks = (Math.round((20 - 1 / 30) * RATE) + pauseMs * 90) % 2 ** 32;
  const ms = timeline.observe(ticks, sentMs + 20 + pauseMs);
  expect(Math.abs(ms - mediaMs - pauseMs)).toBeLessThan(1);
  expect(timeline.momentMs(ms)).toBeCloseTo(sentMs + 20 + pauseMs, -2);
});

test('steps that are each too small for a jump do not add up to hours', () => {
  const { timeline, mediaMs, sentMs } = feed(20);
  let ticks = Math.round((20 - 1 / 30) * RATE);
  let ms = 0;
  for (let i = 1; i <= 300; i += 1) {
    ticks += 4.9 * RATE;
    ms = timeline.observe(ticks >>> 0, sentMs + 20 + (i * 1000) / 30);
  }
  expect(ms - mediaMs).toBeLessThan(10_000 + 20_000);
});
