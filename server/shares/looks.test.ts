import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { type Before, createLooks, LivekitAway, type Looks } from './looks.ts';

let looks: Looks;
let seen: string[];
let befores: Before[];
let missed: string[];
let look: (roomName: string) => Promise<void>;
let nowMs: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  [seen, befores, missed, nowMs] = [[], [], [], 1000];
  look = async () => {};
  looks = createLooks({
    isOurs: async () => true,
    async look(roomName, before) {
      seen.push(roomName);
      befores.push(before);
      await look(roomName);
    },
    async missed(roomName) {
      missed.push(roomName);
    },
    busyRooms: async () => ['a', 'b'],
    log: createLog('silent'),
    now: () => nowMs,
  });
});

afterEach(async () => {
  void looks.close();
  vi.useRealTimers();
});

test('rooms with recordings are looked at again and again, also while one of them is stuck', async () => {
  const stuck = Promise.withResolvers<void>();
  onTestFinished(() => stuck.resolve());
  look = (roomName) => (roomName === 'a' ? stuck.promise : Promise.resolve());
  looks.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(seen.filter((roomName) => roomName === 'a')).toHaveLength(1);
  expect(seen.filter((roomName) => roomName === 'b').length).toBeGreaterThan(5);
  stuck.resolve();
  await vi.advanceTimersByTimeAsync(5000);
  expect(seen.filter((roomName) => roomName === 'a').length).toBeGreaterThan(1);
});

test('a look that follows unanswered ones knows when the last answer came', async () => {
  await looks.at('a');
  nowMs = 5000;
  look = () => Promise.reject(new LivekitAway('connect ECONNREFUSED'));
  await looks.at('a');
  nowMs = 9000;
  await looks.at('a');
  look = async () => {};
  await looks.at('a');
  await looks.at('a');
  expect(missed).toEqual(['a', 'a']);
  expect(befores).toEqual([
    { answeredMs: null, away: false },
    { answeredMs: 1000, away: false },
    { answeredMs: 1000, away: true },
    { answeredMs: 1000, away: true },
    { answeredMs: 9000, away: false },
  ]);
});

test('a look that failed for another reason says nothing of LiveKit', async () => {
  look = () => Promise.reject(new Error('the store is busy'));
  await looks.at('a');
  look = async () => {};
  await looks.at('a');
  expect(missed).toEqual([]);
  expect(befores.at(-1)).toEqual({ answeredMs: null, away: false });
});
