import { expect, test } from 'vitest';
import { createClock } from './clock.ts';

test('moments follow the clock that is set, spans do not', () => {
  let [steadyMs, setByMs] = [1_795_000_000_000, 0];
  const clock = createClock({ steady: () => steadyMs, wall: () => Math.floor(steadyMs + setByMs) });
  const earlierMs = clock.now();
  steadyMs += 2000.4;
  expect(clock.wallMs(earlierMs)).toBe(earlierMs);
  expect(clock.wallMs(clock.now())).toBe(earlierMs + 2000.4);
  for (const byMs of [40_000, -40_000, 0]) {
    setByMs = byMs;
    expect(clock.now() - earlierMs).toBeCloseTo(2000.4);
    expect(Math.abs(clock.wallMs(earlierMs) - earlierMs - byMs)).toBeLessThan(2);
  }
});

test("the process's own begins with the server's", () => {
  const clock = createClock();
  expect(Math.abs(clock.wallMs(clock.now()) - Date.now())).toBeLessThan(100);
});
