import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { createLooks, type Looks, type Outage } from './looks.ts';

let looks: Looks;
let seen: string[];
let outages: (Outage | undefined)[];
let look: (roomName: string) => Promise<void>;
let nowMs: number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  [seen, outages, nowMs] = [[], [], 1000];
  look = async () => {};
  looks = createLooks({
    async look(roomName, outage) {
      seen.push(roomName);
      outages.push(outage);
      await look(roomName);
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

test('a look that follows failed ones knows when the last answer came', async () => {
  await looks.at('a');
  nowMs = 5000;
  look = () => Promise.reject(new Error('connect ECONNREFUSED'));
  await looks.at('a');
  nowMs = 9000;
  await looks.at('a');
  look = async () => {};
  await vi.advanceTimersByTimeAsync(10_000);
  await looks.at('a');
  expect(outages.slice(2, 4)).toEqual([{ sinceMs: 1000 }, { sinceMs: 1000 }]);
  expect(outages.at(-1)).toBeUndefined();
});
