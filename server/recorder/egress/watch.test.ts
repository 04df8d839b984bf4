import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { type Seen, type Watch, watchRunning } from './watch.ts';

let running: Seen[] = [];
let told: string[] = [];
let looks = 0;
let fails = false;
let watch: Watch;

beforeEach(() => {
  vi.useFakeTimers();
  running = [];
  told = [];
  looks = 0;
  fails = false;
  watch = watchRunning(
    async () => {
      looks++;
      if (fails) throw new Error('LiveKit is away');
      return running;
    },
    (roomName) => told.push(roomName),
    { everyMs: 2000, log: createLog('silent') },
  );
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

const look = () => vi.advanceTimersByTimeAsync(2000);
const one = (state: string, roomName = 'a') => ({ egressId: `EG_${roomName}`, roomName, state });

test('tells of a new one, a change and an end, once each', async () => {
  watch.wake();
  running = [one('starting')];
  await look();
  expect(told).toEqual(['a']);
  await look();
  expect(told).toEqual(['a']);
  running = [one('active')];
  await look();
  expect(told).toEqual(['a', 'a']);
  running = [];
  await look();
  expect(told).toEqual(['a', 'a', 'a']);
});

test('looks only while something runs, and again when woken', async () => {
  await look();
  expect(looks).toBe(0);
  watch.wake();
  watch.wake();
  await look();
  await look();
  expect(looks).toBe(1);
  running = [one('active')];
  watch.wake();
  await look();
  await look();
  expect(looks).toBe(3);
});

test('no answer is no change, and is asked again', async () => {
  watch.wake();
  running = [one('active')];
  await look();
  fails = true;
  await look();
  await look();
  fails = false;
  await look();
  expect(told).toEqual(['a']);
  expect(looks).toBe(4);
});

test('is silent after close', async () => {
  watch.wake();
  running = [one('active')];
  watch.close();
  await look();
  watch.wake();
  await look();
  expect(told).toEqual([]);
});
