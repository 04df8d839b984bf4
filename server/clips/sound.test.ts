import { expect, test } from 'vitest';
import { planSound } from './sound.ts';

const RATE = 48_000;
const FRAME = 1024 / RATE;

/** Frames one after another, from `first` s on. */
const frames = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => first + i * FRAME);

test.each([0, 0.3, -0.3, 0.49, -0.49])('starts with the nearest frame: %d of one off', (off) => {
  const steps = [...planSound(frames(10, off * FRAME), 0, 5 * FRAME, RATE)];
  expect(steps).toEqual([0, 1, 2, 3, 4]);
});

test('what lies before the start is left out', () => {
  expect([...planSound(frames(10, -3 * FRAME), 0, 2 * FRAME, RATE)]).toEqual([3, 4]);
});

test('holes are filled with silence, at the start, inside and at the end', () => {
  const times = [2, 3, 5].map((n) => n * FRAME);
  expect([...planSound(times, 0, 7 * FRAME, RATE)]).toEqual([
    ...['silence', 'silence', 0, 1, 'silence', 2, 'silence'],
  ]);
});

test('nothing recorded: silence throughout', () => {
  expect([...planSound([], 0, 3 * FRAME, RATE)]).toEqual(['silence', 'silence', 'silence']);
});

test('every frame stays within three quarters of a frame of its own time', () => {
  const drifting = Array.from({ length: 2000 }, (_, i) => i * FRAME * (i < 1000 ? 1.002 : 0.997));
  const times = drifting.sort((a, b) => a - b);
  const steps = [...planSound(times, 40, 80, RATE)];
  const errors = steps.flatMap((step, i) =>
    step === 'silence' ? [] : [Math.abs((times[step] as number) - (40 + i) * FRAME)],
  );
  expect(errors.length).toBeGreaterThan(1900);
  expect(Math.max(...errors)).toBeLessThanOrEqual(0.75 * FRAME + 1e-9);
});
