import { expect, test } from 'vitest';
import { Requests } from './requests.ts';
import { RoundTrip } from './round-trip.ts';

/** Goes through time in steps of 1 ms. @returns when each request was made, ms */
function askedAt(requests: Requests, fromMs: number, toMs: number): number[] {
  const times: number[] = [];
  for (let ms = fromMs; ms < toMs; ms += 1) if (requests.due(ms).length > 0) times.push(ms);
  return times;
}
const pauses = (times: number[]) => times.slice(1).map((ms, i) => ms - (times[i] ?? 0));

/** A round trip that has been the same for long. */
function steady(ms: number): RoundTrip {
  const roundTrip = new RoundTrip(ms);
  for (let i = 0; i < 50; i += 1) roundTrip.observe(ms);
  return roundTrip;
}

test.each([20, 80, 400])(
  'at a round trip of %d ms the first request comes well within it, the next after it',
  (ms) => {
    const requests = new Requests(steady(ms));
    requests.miss(7, 8, 1000);
    const [first = 0, second = 0] = askedAt(requests, 1000, 3000);
    expect(first - 1000).toBeLessThanOrEqual(ms / 2);
    expect(second - first).toBeGreaterThanOrEqual(ms);
    expect(second - first).toBeLessThan(ms * 1.5);
  },
);

test('requests go on, never more often than an answer takes, until it comes', () => {
  const requests = new Requests(steady(60));
  requests.miss(7, 8, 0);
  const times = askedAt(requests, 0, 2000);
  expect(times.length).toBeGreaterThan(5);
  expect(times.length).toBeLessThan(2000 / 60);
  expect(Math.min(...pauses(times))).toBeGreaterThanOrEqual(60);
  // Answers may be refused for a while, so the last one is still a recent one.
  expect(times.at(-1)).toBeGreaterThan(1700);
  requests.take(7, 2000);
  expect(askedAt(requests, 2000, 4000)).toEqual([]);
});

test('what was only overtaken is not asked for', () => {
  const requests = new Requests(steady(100));
  for (let i = 0; i < 100; i += 1) {
    requests.miss(i, i + 1, i * 100);
    expect(askedAt(requests, i * 100, i * 100 + 5)).toEqual([]);
    requests.take(i, i * 100 + 5);
  }
});

test('where packets overtake each other by more than usual, requests wait a little longer', () => {
  const requests = new Requests(steady(400));
  const early: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    requests.miss(i, i + 1, i * 1000);
    if (askedAt(requests, i * 1000, i * 1000 + 40).length > 0) early.push(i);
    requests.take(i, i * 1000 + 40);
  }
  expect(early).toEqual([0]);
});

test('answers teach how long a round trip is, doubtful ones do not', () => {
  const roundTrip = new RoundTrip(null);
  const requests = new Requests(roundTrip);
  const unknownMs = roundTrip.ms;
  requests.miss(0, 1, 1000);
  const [, second = 0] = askedAt(requests, 1000, 1130);
  // Which of the two requests was answered, nobody knows.
  requests.take(0, second + 15);
  expect(roundTrip.ms).toBe(unknownMs);
  requests.miss(1, 2, 2000);
  const [only = 0] = askedAt(requests, 2000, 2150);
  requests.take(1, only + 60);
  expect(roundTrip.ms).toBe(60);
});

test('an estimate that is far too long is soon mended, and never keeps a repetition from being of use', () => {
  const roundTrip = new RoundTrip(3000);
  expect(roundTrip.retryMs).toBeLessThan(1000);
  const requests = new Requests(roundTrip);
  for (let i = 0; i < 30; i += 1) {
    requests.miss(i, i + 1, i * 1000);
    const [asked = 0] = askedAt(requests, i * 1000, i * 1000 + 120);
    requests.take(i, asked + 10);
  }
  expect(roundTrip.ms).toBeLessThan(100);
});

test('what is given up is not asked for any more', () => {
  const requests = new Requests(steady(50));
  requests.miss(1, 4, 0);
  requests.forget(1);
  expect(requests.due(100)).toEqual([2, 3]);
  expect(requests.oldestMs).toBe(0);
  requests.forget(2);
  requests.forget(3);
  expect(requests.oldestMs).toBeNull();
  expect(requests.due(10_000)).toEqual([]);
});
