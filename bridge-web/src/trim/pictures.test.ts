import { expect, test } from 'vitest';
import { epochOf, mediaOf } from './epoch.ts';
import { lengthOfPicture, nearestPicture, pictureAt, stepPictures } from './pictures.ts';
import { keyStep, within } from './selection.ts';

const EXTENT = { durationMs: 60_000, frameMs: 40 };

test.each([
  [0, 0],
  [19, 0],
  [21, 40],
  [-300, 0],
  [59_970, 59_960],
  [59_985, 60_000],
  [99_999, 60_000],
])('the picture nearest to %d ms begins at %d', (ms, begins) =>
  expect(nearestPicture(ms, EXTENT)).toBe(begins),
);

test('the end of the material is a place, also where no picture would begin there', () => {
  expect(nearestPicture(10_010, { durationMs: 10_010, frameMs: 40 })).toBe(10_010);
});

/** Segments of so many pictures of 30 a second, one behind the other; a view rounds to hundredths. */
function recorded(pictures: number[], { atMs = 1e12, frameMs = 33.33 } = {}) {
  let begun = 0;
  const round = (ms: number) => Math.round(ms * 100) / 100;
  const segments = pictures.map((count) => {
    const [startMs, endMs] = [begun, begun + count].map((n) => round((n * 1000) / 30));
    const at = Math.round(atMs + (begun * 1000) / 30);
    begun += count;
    const durationMs = round(endMs! - startMs!);
    return { startMs: startMs!, durationMs, atMs: at, bytes: 1, frameMs, gapBefore: false };
  });
  return { segments, frameMs, durationMs: round((begun * 1000) / 30) };
}

test('over many minutes arrows step by the pictures that there are', () => {
  // 20 minutes: with a rounded length alone, the last picture would be more than 3 pictures off.
  const extent = recorded(Array(600).fill(60));
  for (const n of [1, 59, 60, 61, 18_000, 35_999]) {
    const begins = (n * 1000) / 30;
    expect(Math.abs(pictureAt(begins + 16, extent) - begins)).toBeLessThan(0.02);
    expect(Math.abs(stepPictures(begins, 1, extent) - (begins + 1000 / 30))).toBeLessThan(0.02);
    expect(Math.abs(stepPictures(begins, -1, extent) - (begins - 1000 / 30))).toBeLessThan(0.02);
  }
  expect(stepPictures(extent.durationMs, 1, extent)).toBe(extent.durationMs);
  expect(stepPictures(0, -1, extent)).toBe(0);
});

test('there and back over borders of segments leads to the same picture', () => {
  const extent = recorded([60, 61, 7, 60]);
  let at = 0;
  for (let n = 0; n < 188; n++) at = stepPictures(at, 1, extent);
  expect(at).toBe(extent.durationMs);
  for (let n = 0; n < 188; n++) at = stepPictures(at, -1, extent);
  expect(at).toBe(0);
  expect(stepPictures(stepPictures(1000, 100, extent), -100, extent)).toBeCloseTo(1000, 1);
});

test('behind a gap pictures are counted from where it is closed up', () => {
  const gap = {
    ...recorded([60]).segments[0]!,
    startMs: 2010.5,
    durationMs: 2000,
    atMs: 1e12 + 9000,
  };
  const { segments } = recorded([60]);
  const extent = { durationMs: 4010.5, frameMs: 33.33, segments: [...segments, gap] };
  const last = pictureAt(2010.4, extent);
  expect(last).toBeLessThan(1985);
  expect(stepPictures(last, 1, extent)).toBe(2010.5);
  expect(stepPictures(2010.5, -1, extent)).toBe(last);
  expect(pictureAt(2010.5, extent)).toBe(2010.5);
  expect(stepPictures(2010.5, 1, extent)).toBeCloseTo(2010.5 + 1000 / 30, 1);
});

test('each recording has its own pace', () => {
  const slow = { startMs: 0, durationMs: 2000, frameMs: 40 };
  const fast = { startMs: 2000, durationMs: 2000, frameMs: 20 };
  const extent = { durationMs: 4000, frameMs: 40, segments: [slow, fast] };
  const right = (ms: number) =>
    keyStep({ key: 'ArrowRight', shiftKey: false }, ms, { fromMs: 0, toMs: 4000 }, extent);
  expect([1920, 1960, 2000, 2020].map(right)).toEqual([1960, 2000, 2020, 2040]);
  expect(lengthOfPicture(1990, extent)).toBe(40);
  expect(lengthOfPicture(2010, extent)).toBe(20);
});

test('opened again, the buffer begins elsewhere: the same pictures are selected, and arrows go on by its own', () => {
  const first = recorded(Array(10).fill(60));
  const again = recorded(Array(12).fill(60), {
    atMs: first.segments[3]!.atMs,
    // Of other material the usual distance is another one.
    frameMs: 33.4,
  });
  const chosen = within({ fromMs: 7_033, toMs: 12_511 }, first);
  const media = (ms: number) => mediaOf(epochOf(ms, first.segments), again.segments);
  const reopened = within({ fromMs: media(chosen.fromMs), toMs: media(chosen.toMs) }, again);
  expect(Math.abs(reopened.fromMs - (chosen.fromMs - 6000))).toBeLessThan(1);
  expect(Math.abs(reopened.toMs - (chosen.toMs - 6000))).toBeLessThan(1);
  const next = stepPictures(reopened.fromMs, 1, again);
  expect(Math.abs(next - reopened.fromMs - 1000 / 30)).toBeLessThan(0.02);
});
