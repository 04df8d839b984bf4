import { expect, test } from 'vitest';
import { Silence } from './silence.ts';

/** A picture every 40 ms for two seconds, looked at after each. @returns the due moments, by arrival */
function show(silence: Silence, soundLateMs: (atMs: number) => number | null) {
  const due: [number, number][] = [];
  for (let nowMs = 0; nowMs < 2000; nowMs += 20) {
    if (nowMs % 40 === 0) silence.picture(nowMs, nowMs);
    const late = soundLateMs(nowMs);
    if (late !== null) silence.sound(nowMs - late, nowMs);
    const dueMs = silence.dueMs(nowMs);
    if (dueMs !== null) due.push([nowMs, dueMs]);
  }
  return due;
}

test('without sound every picture gets silence, and a little more, after a quarter of a second', () => {
  const due = show(new Silence(), () => null);
  expect(due.length).toBeGreaterThan(40);
  for (const [nowMs, dueMs] of due) expect(dueMs).toBeCloseTo(nowMs - 160, -2);
});

test('sound that is slow all the time is never replaced', () => {
  for (const [nowMs, dueMs] of show(new Silence(), () => 700)) {
    expect(dueMs).toBeLessThanOrEqual(nowMs - 700);
  }
});

test('sound that stops is replaced from there on', () => {
  const due = show(new Silence(), (atMs) => (atMs <= 1000 ? 20 : null));
  expect(due.every(([nowMs, dueMs]) => nowMs >= 1250 || dueMs <= 980)).toBe(true);
  expect(due.at(-1)?.[1]).toBeGreaterThan(1700);
});

test('sound whose clock is wrong holds nothing up', () => {
  const due = show(new Silence(), () => 10_000);
  expect(due.at(-1)?.[1]).toBeGreaterThan(1700);
});

test('where pictures and sound stay away together, nothing is due', () => {
  const silence = new Silence();
  show(silence, () => 20);
  expect(silence.dueMs(2300)).toBeLessThanOrEqual(1980);
  expect(silence.dueMs(7000)).toBeNull();
});

test('when pictures rest, the last one has its sound', () => {
  const silence = new Silence();
  silence.picture(1000, 0);
  expect(silence.restMs(1040)).toBe(1140);
  expect(silence.dueMs(5000)).toBeNull();
});
