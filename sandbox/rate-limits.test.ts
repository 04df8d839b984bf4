import { expect, test } from 'vitest';
import { createRateLimits } from './rate-limits.ts';

const channel = (id: string) => `/channels/${id}/messages`;
const ONE = '1196428800000000001';
const TWO = '1196428800000000002';

test('a route has its own bucket in each channel', () => {
  const limits = createRateLimits();
  const left = Array.from(
    { length: 5 },
    () => limits.count('POST', channel(ONE)).headers['X-RateLimit-Remaining'],
  );
  expect(left).toEqual(['4', '3', '2', '1', '0']);
  expect(limits.count('POST', channel(ONE)).limited).toMatchObject({ scope: 'user' });
  expect(limits.count('POST', channel(TWO)).limited).toBeUndefined();
  expect(limits.count('GET', channel(ONE)).limited).toBeUndefined();
});

test('fifty requests a second are the limit for all routes together, answers to interactions exempt', () => {
  const limits = createRateLimits();
  for (let i = 0; i < 60; i++) {
    expect(limits.count('POST', `/interactions/${i}/t/callback`).limited).toBeUndefined();
  }
  const states = Array.from({ length: 51 }, (_, i) => limits.count('GET', `/guilds/${i}`));
  expect(states.filter((state) => state.limited)).toHaveLength(1);
  expect(states.at(-1)!.limited).toMatchObject({ scope: 'global' });
});
