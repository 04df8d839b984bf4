import { expect, test } from 'vitest';
import { type FitPlan, type FitSource, longestThatFits, planAgain, planFit } from './fit-plan.ts';

const MIB = 1024 * 1024;

/** 720p30 with sound, as a browser sends it, unless said otherwise. */
function clipOf(seconds: number, given: Partial<FitSource> & Pick<FitSource, 'demand'>): FitSource {
  return {
    ...{ maxBytes: 10 * MIB, durationMs: seconds * 1000, width: 1280, height: 720 },
    frameTimes: Array.from({ length: seconds * 30 }, (_, i) => (i * 1000) / 30),
    frameBytes: Array(seconds * 30).fill(12_500),
    audioBytes: seconds * 16_000,
    ...given,
  };
}
const GAME = { demand: { whole: 2_400_000, smaller: 1_200_000 } };
const TEXT = { demand: { whole: 2_400_000, smaller: 2_500_000 } };

test.each([
  [10 * MIB, 120, { width: 960, maxFps: 30, audioBitrate: null }],
  [100 * MIB, 480, { width: 1280, height: 720, maxFps: null, audioBitrate: null }],
  [10 * MIB, 540, { width: 480, height: 270, maxFps: 15, audioBitrate: 32_000 }],
])('%i bytes for %i s of a game', (maxBytes, seconds, expected) => {
  const plan = planFit(clipOf(seconds, { maxBytes, ...GAME }));
  expect(plan).toMatchObject(expected);
  const rate = (plan?.videoBitrate ?? 0) + (plan?.audioBitrate ?? 128_000);
  expect((rate * seconds) / 8).toBeLessThan(maxBytes);
  expect((rate * seconds) / 8).toBeGreaterThan(maxBytes * 0.85);
});

test('the less there is, the smaller it gets, never larger', () => {
  let [pixels, fps] = [1280 * 720, 30];
  for (let seconds = 60; ; seconds += 60) {
    const plan = planFit(clipOf(seconds, { demand: { whole: 6e6, smaller: 3e6 } }));
    if (!plan) break;
    expect(plan.width * plan.height).toBeLessThanOrEqual(pixels);
    expect(plan.maxFps ?? 30).toBeLessThanOrEqual(fps);
    [pixels, fps] = [plan.width * plan.height, plan.maxFps ?? 30];
  }
  expect(pixels).toBe(320 * 180);
  expect(fps).toBe(10);
});

test('text stays as large as it was with far less than a game', () => {
  expect(planFit(clipOf(240, TEXT))).toMatchObject({ width: 1280, maxFps: null });
  expect(planFit(clipOf(240, GAME))?.width).toBeLessThan(800);
  expect(planFit(clipOf(480, TEXT))).toMatchObject({ width: 640, height: 360 });
  // Not even the last step is legible with that.
  expect(planFit(clipOf(600, TEXT))).toBeNull();
});

test('what is nearly as much as it takes as it is changes nothing but the bitrate', () => {
  const hard = { demand: { whole: 50_000_000, smaller: 25_000_000 } };
  expect(planFit(clipOf(120, { ...hard, maxBytes: 30 * MIB }))).toMatchObject({ width: 1280 });
  expect(planFit(clipOf(120, { ...hard, maxBytes: 20 * MIB }))?.width).toBeLessThan(1280);
});

test('60 pictures a second become 30 before they become smaller', () => {
  const frameTimes = Array.from({ length: 120 * 60 }, (_, i) => (i * 1000) / 60);
  const frameBytes = frameTimes.map(() => 6250);
  const plan = planFit(
    clipOf(120, { frameTimes, frameBytes, demand: { whole: 2e6, smaller: 1e6 } }),
  );
  expect(plan).toMatchObject({ width: 1280, maxFps: 30 });
});

test('of what does not fit, it is known how much does', () => {
  const clip = clipOf(600, { ...GAME, maxBytes: 2 * MIB });
  expect(planFit(clip)).toBeNull();
  const longestMs = longestThatFits(clip);
  const fits = (ms: number) => planFit(clipOf(ms / 1000, { ...GAME, maxBytes: 2 * MIB }));
  expect(longestMs).toBeGreaterThan(60_000);
  expect(fits(longestMs)).not.toBeNull();
  expect(fits(longestMs + 5000)).toBeNull();
});

test('what counts of a clip that does not fit is its end', () => {
  const frameTimes = Array.from({ length: 1200 * 30 }, (_, i) => (i * 1000) / 30);
  // Half of it is a game of 30 pictures a second, half a page of one.
  const still = frameTimes.map((ms) => ms >= 600_000);
  const times = frameTimes.filter((ms, i) => !still[i] || ms % 1000 === 0);
  const clip = (kept: number[]) =>
    clipOf(1200, {
      ...GAME,
      frameTimes: kept,
      frameBytes: kept.map(() => 8000),
      maxBytes: 5 * MIB,
    });
  const stillLast = longestThatFits(clip(times));
  const gameLast = longestThatFits(clip(times.map((ms) => 1_200_000 - ms).reverse()));
  expect(stillLast).toBeGreaterThan(gameLast + 200_000);
});

test('an encoder is held back where a clip asks for more than elsewhere, and only there', () => {
  expect(planFit(clipOf(120, GAME))?.peakBitrate).toBeNull();
  const frameBytes = Array.from({ length: 120 * 30 }, (_, i) => (i < 60 * 30 ? 1000 : 12_500));
  const plan = planFit(clipOf(120, { ...GAME, frameBytes, maxBytes: 5 * MIB }));
  // Half of the time nearly nothing: twice the mean is what it may take.
  expect((plan?.peakBitrate ?? 0) / (plan?.videoBitrate ?? 0)).toBeCloseTo(2.13, 1);
  expect(planAgain(plan as FitPlan, clipOf(120, GAME), 0.97).peakBitrate).toBeNull();
});
