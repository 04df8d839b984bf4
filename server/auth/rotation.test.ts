import { expect, test } from 'vitest';
import { firstRotation, GRACE_MS, RENEW_AFTER_MS, type Rotation, rotate } from './rotation.ts';

/** Shows tokens one after the other. @returns how it stands then, null once there was a replay */
function after(...uses: [number: number, atMs: number][]): Rotation | null {
  let rotation: Rotation | null = firstRotation(0);
  for (const [number, atMs] of uses) rotation = rotation && rotate(rotation, number, atMs);
  return rotation;
}
const H = RENEW_AFTER_MS;

test('a token is renewed once it is an hour old and used, not before', () => {
  expect(after([1, H - 1])).toMatchObject({ given: 1 });
  expect(after([1, H])).toMatchObject({ given: 2, givenAtMs: H, shown: 1 });
  expect(after([1, 3 * H], [2, 3 * H + 5])).toMatchObject({ given: 2, shown: 2, before: 1 });
});

test('nothing to write down is the same object', () => {
  const rotation = firstRotation(0);
  expect(rotate(rotation, 1, H - 1)).toBe(rotation);
});

test('of many requests at once with the old token, one gets a new one, and all are good', () => {
  expect(after([1, H], [1, H + 1], [1, H + 2])).toMatchObject({ given: 2 });
  expect(after([1, H], [2, H + 10], [1, H + 20], [1, H + 9 + GRACE_MS])).toMatchObject({
    ...{ given: 2, shown: 2 },
  });
});

test('an answer that got lost does not sign anybody out, however late they come back', () => {
  expect(after([1, H], [1, H + GRACE_MS])).toMatchObject({ given: 3, shown: 1 });
  expect(after([1, H], [1, 9 * H], [3, 9 * H + 1])).toMatchObject({
    given: 3,
    shown: 3,
    before: 1,
  });
});

test.each<[string, [number, number][]]>([
  [
    'the old one, when the grace is over',
    [
      [1, H],
      [2, H + 1],
      [1, H + 1 + GRACE_MS],
    ],
  ],
  [
    'one of long ago',
    [
      [1, H],
      [2, H + 1],
      [2, 2 * H + 1],
      [3, 2 * H + 2],
      [1, 2 * H + 3],
    ],
  ],
  [
    'a lost one that turns up at somebody',
    [
      [1, H],
      [1, 2 * H],
      [3, 2 * H + 1],
      [2, 2 * H + 2],
    ],
  ],
  [
    'a lost one that turns up before the next is used',
    [
      [1, H],
      [1, 2 * H],
      [2, 2 * H + 1],
    ],
  ],
  ['one that was never given out', [[7, 1]]],
])('a replay is noticed: %s', (_what, uses) => {
  expect(after(...uses.slice(0, -1))).not.toBeNull();
  expect(after(...uses)).toBeNull();
});

test('of a thief and the owner, whoever comes second ends it for both', () => {
  // Both hold 1. The thief is first to be given a new one and uses it.
  expect(after([1, H], [2, H + 1], [1, 2 * H])).toBeNull();
});
