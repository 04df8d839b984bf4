import { expect, test } from 'vitest';
import type { Frame } from '../clip/frames.ts';
import { type Wanted, wrongFrames } from './wrong-frames.ts';

const FROM = 1_000_000;
const drawn = Array.from({ length: 400 }, (_, i) => FROM - 5000 + 50 * i);
const wanted: Wanted = { fromMs: FROM, toMs: FROM + 6000, card: 1, drawn, excused: [] };

/** 20 pictures a second between two moments of the range, with times in the clip that begin at zero. */
function frames(fromMs: number, toMs: number, ptsMs = 0): Frame[] {
  const count = (toMs - fromMs) / 50;
  return Array.from({ length: count }, (_, i) => ({
    ...{ ptsMs: ptsMs + 50 * i, clockMs: FROM + fromMs + 50 * i, counter: i, card: 1 },
  }));
}
const whole = frames(0, 6000);
/** Two seconds are cut out. */
const holed = [...frames(0, 2000), ...frames(4000, 6000, 2000)];
const excuse = (fromMs: number, toMs: number) => ({
  ...wanted,
  excused: [{ fromMs: FROM + fromMs, toMs: FROM + toMs }],
});

test('a whole clip is right, also one whose pictures came a little late', () => {
  expect(wrongFrames(whole, wanted)).toEqual([]);
  expect(wrongFrames(frames(-300, 5700), wanted)).toEqual([]);
});

test('a hole is wrong, except where pictures could not be had, or were not drawn', () => {
  expect(wrongFrames(holed, wanted)).toEqual(['2050 ms are missing at 2000 ms']);
  expect(wrongFrames(holed, excuse(1900, 4100))).toEqual([]);
  expect(wrongFrames(holed, excuse(1900, 3000))).toEqual(['2050 ms are missing at 2000 ms']);
  const paused = drawn.filter((atMs) => atMs < FROM + 2000 || atMs >= FROM + 4000);
  expect(wrongFrames(holed, { ...wanted, drawn: paused })).toEqual([]);
});

test('ends that are missing are wrong', () => {
  expect(wrongFrames(frames(1000, 6000), wanted)).toEqual(['its first 1000 ms are missing']);
  expect(wrongFrames(frames(0, 4000), wanted)).toEqual(['its last 2050 ms are missing']);
  expect(wrongFrames(frames(0, 4000), excuse(3900, 9000))).toEqual([]);
});

test('pictures from outside its range are wrong whatever is excused', () => {
  expect(wrongFrames(frames(-1000, 6000), wanted)).toEqual([
    '12 pictures are from before its range',
  ]);
  const all = excuse(-9000, 9000);
  expect(wrongFrames(frames(0, 7000), all)).toEqual(['19 pictures are from after its range']);
  // What was broken off 9 s before it began may be of the 6 s before that.
  expect(wrongFrames(frames(-15_000, -9000), all)).toEqual([]);
  expect(wrongFrames(frames(-16_000, -9000), all)).toEqual([
    '12 pictures are from before its range',
  ]);
});

test("somebody else's, torn ones and those in the wrong order are wrong whatever is excused", () => {
  const all = excuse(-9000, 9000);
  const other = whole.map((frame, i) => (i === 3 ? { ...frame, card: 2 } : frame));
  expect(wrongFrames(other, all)).toEqual(["1 pictures are somebody else's"]);
  const torn = whole.map((frame, i) => (i === 3 ? { ...frame, clockMs: null } : frame));
  expect(wrongFrames(torn, all)).toEqual(["1 of 120 pictures can't be read"]);
  const back = [...frames(1000, 2000), ...frames(0, 1000, 1000), ...frames(2000, 6000, 2000)];
  expect(wrongFrames(back, all)).toEqual(['the picture jumps back by 1950 ms at 1000 ms']);
  expect(wrongFrames([], all)).toEqual(['no picture of it is a test card']);
});

test('a pace that was not filmed is wrong', () => {
  const slow = whole.map((frame, i) => ({ ...frame, ptsMs: i < 10 ? 50 * i : 50 * i + 400 }));
  expect(wrongFrames(slow, wanted)).toEqual(['50 ms take 450 ms at 900 ms']);
});
