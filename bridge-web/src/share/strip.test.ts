import { expect, test } from 'vitest';
import type { ReplayStatus } from './status.ts';
import { aheadOf, fillSlots, placeOf, recordedIn, scaleOf, ticksOf } from './strip.ts';

const MINUTE = 60_000;
const T = 1_000_000_000;

test('the strip ends with the newest moment and grows with what is there', () => {
  expect(scaleOf({})).toBeUndefined();
  expect(scaleOf({ fromMs: T, toMs: T })).toBeUndefined();
  expect(scaleOf({ fromMs: T, toMs: T + 5000 })).toEqual({
    fromMs: T + 5000 - MINUTE,
    toMs: T + 5000,
  });
  const length = (ms: number) => {
    const { fromMs = 0, toMs = 0 } = scaleOf({ fromMs: T, toMs: T + ms }) ?? {};
    return (toMs - fromMs) / MINUTE;
  };
  expect([1, 1.1, 4, 9, 20, 25].map((n) => length(n * MINUTE))).toEqual([1, 2, 5, 10, 20, 30]);
  expect(length(2000 * MINUTE)).toBe(2000);
});

test('a few round marks of time, whatever the length', () => {
  const ticks = (ms: number) => ticksOf({ fromMs: T, toMs: T + ms }).map((ago) => ago / 1000);
  expect(ticks(MINUTE)).toEqual([15, 30, 45, 60]);
  expect(ticks(5 * MINUTE)).toEqual([60, 120, 180, 240, 300]);
  expect(ticks(20 * MINUTE)).toEqual([300, 600, 900, 1200]);
  for (const n of [2, 10, 30, 60, 480, 1440]) {
    expect(ticks(n * MINUTE).length).toBeGreaterThan(1);
    expect(ticks(n * MINUTE).length).toBeLessThanOrEqual(6);
  }
});

test('everything but the gaps is recorded', () => {
  expect(recordedIn({})).toEqual([]);
  const all = { fromMs: T, toMs: T + 100 };
  expect(recordedIn(all)).toEqual([all]);
  const gaps = [
    { fromMs: T + 10, toMs: T + 20 },
    { fromMs: T + 50, toMs: T + 90 },
  ];
  expect(recordedIn({ ...all, gaps })).toEqual([
    { fromMs: T, toMs: T + 10 },
    { fromMs: T + 20, toMs: T + 50 },
    { fromMs: T + 90, toMs: T + 100 },
  ]);
  // The window has moved into a gap.
  expect(recordedIn({ fromMs: T + 15, toMs: T + 40, gaps: [gaps[0]!] })).toEqual([
    { fromMs: T + 20, toMs: T + 40 },
  ]);
});

test('moments outside lie at the edges', () => {
  const scale = { fromMs: T, toMs: T + 200 };
  expect([T - 5, T, T + 50, T + 200, T + 900].map((at) => placeOf(at, scale))).toEqual([
    ...[0, 0, 0.25, 1, 1],
  ]);
});

test('each part of the strip shows the picture nearest to its middle, if one is near', () => {
  const scale = { fromMs: T, toMs: T + 4 * MINUTE };
  const at = (ms: number) => ({ atMs: T + ms, url: String(ms) });
  const urls = (thumbnails: { atMs: number; url: string }[]) =>
    fillSlots(thumbnails, scale, 4).map((one) => one?.url);
  expect(urls([])).toEqual([undefined, undefined, undefined, undefined]);
  expect(urls([at(100_000), at(89_000), at(210_000)])).toEqual([
    ...['89000', '89000', '100000', '210000'],
  ]);
  expect(urls([at(215_000)])).toEqual([undefined, undefined, undefined, '215000']);
});

test('the clocks are told apart by the segment that was listed soonest', () => {
  const active = (toMs: number) => ({ status: 'active', bufferedMs: 1, toMs }) as ReplayStatus;
  expect(aheadOf(undefined, T, undefined)).toBeUndefined();
  expect(aheadOf({ ...active(T), status: 'stopped' }, T, 7)).toBe(7);
  const first = aheadOf(active(T + 37_000), T, undefined);
  const second = aheadOf(active(T + 39_000), T + 1000, first);
  expect([first, second, aheadOf(active(T + 39_000), T + 4000, second)]).toEqual([
    ...[37_000, 38_000, 38_000],
  ]);
});
