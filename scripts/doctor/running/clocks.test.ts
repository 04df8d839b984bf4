import { expect, test } from 'vitest';
import { EGRESS_LIMITS, judgeClock, LIVEKIT_LIMITS, offsetOf } from './clocks.ts';

const exact = (offsetMs: number) => ({ offsetMs, uncertaintyMs: 0 });

test('the offset is measured from the middle of asking and answer, and is as uncertain as that took', () => {
  expect(offsetOf(5_100, 1_000, 1_200)).toEqual({ offsetMs: 4_000, uncertaintyMs: 100 });
});

test.each([
  [0, 'ok', ''],
  [900, 'ok', ''],
  [-5_000, 'note', '5.0 s behind'],
  [5_000, 'note', '5.0 s ahead'],
  [11_000, 'missing', 'webhooks are refused'],
  [-59_000, 'note', '59.0 s behind'],
  [-61_000, 'missing', 'refuses our tokens'],
] as const)("LiveKit's clock off by %i ms: %s", (offsetMs, state, words) => {
  const finding = judgeClock('x', exact(offsetMs), LIVEKIT_LIMITS);
  expect(finding.state).toBe(state);
  expect(finding.says).toContain(words);
  expect(Boolean(finding.todo)).toBe(state !== 'ok');
});

test("Egress's clock places segments, so a second is too much", () => {
  const late = judgeClock('x', exact(1_500), EGRESS_LIMITS);
  expect(late).toMatchObject({ state: 'missing', says: expect.stringContaining('too late') });
  const early = judgeClock('x', exact(-1_500), EGRESS_LIMITS);
  expect(early).toMatchObject({ state: 'missing', says: expect.stringContaining('too early') });
});

test('what a slow answer can explain is not held against a clock', () => {
  expect(judgeClock('x', { offsetMs: 3_000, uncertaintyMs: 2_500 }, EGRESS_LIMITS).state).toBe(
    'ok',
  );
});
