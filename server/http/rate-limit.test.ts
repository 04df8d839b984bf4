import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('so many tries in a time from one address, or one household', () => {
  let nowMs = 0;
  const headers: Record<string, string> = {};
  const from = (ip: string) =>
    ({ ip, set: (name: string, value: string) => (headers[name] = value) }) as unknown as Context;
  const limit = createRateLimit({ most: 2, perMs: 60_000 }, () => nowMs);
  const may = (ip: string) => {
    try {
      limit.check(from(ip));
      limit.count(from(ip));
      return true;
    } catch {
      return false;
    }
  };
  expect([may('1.2.3.4'), may('1.2.3.4'), may('1.2.3.4')]).toEqual([true, true, false]);
  expect(may('1.2.3.5')).toBe(true);
  expect([may('2001:db8:1:2::1'), may('2001:db8:1:2::ffff'), may('2001:db8:1:2:3::')]).toEqual([
    ...[true, true, false],
  ]);
  expect(may('2001:db8:1:3::1')).toBe(true);
  nowMs = 59_000;
  expect(may('1.2.3.4')).toBe(false);
  expect(headers['Retry-After']).toBe('1');
  nowMs = 60_000;
  expect(may('1.2.3.4')).toBe(true);
});
