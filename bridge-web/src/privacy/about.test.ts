import { expect, test } from 'vitest';
import { type About, lengthOf, sectionsOf } from './about.ts';

const ABOUT: About = {
  discordSignIn: false,
  windowMs: 20 * 60_000,
  postedKeptMs: 7 * 24 * 3600_000,
  recorder: 'embedded',
  store: 'sqlite',
  livekit: 'own',
  publicUrl: 'https://clips.example.org',
  sessionLifeMs: 12 * 3600_000,
  sessionIdleMs: 5 * 3600_000,
  linkLifeMs: 600_000,
  clipLinkLifeMs: 365 * 24 * 3600_000,
};
const text = (change: Partial<About> = {}) =>
  sectionsOf({ ...ABOUT, ...change })
    .flatMap(({ items }) => items)
    .join('\n');

test.each([
  [1000, '1 second'],
  [90_000, '90 seconds'],
  [20 * 60_000, '20 minutes'],
  [36 * 3600_000, '36 hours'],
  [7 * 24 * 3600_000, '7 days'],
])('%i ms are said as %s', (ms, words) => expect(lengthOf(ms)).toBe(words));

test('every length of time is the server’s', () => {
  for (const length of ['20 minutes', '7 days', '12 hours', '5 hours', '10 minutes', '365 days']) {
    expect(text()).toContain(length);
  }
  expect(text()).toContain('https://clips.example.org');
});

test.each([
  [{ store: 'redis' }, /Redis/],
  [{ livekit: 'elsewhere' }, /LiveKit server/],
  [{ recorder: 'egress' }, /Egress/],
  [{ postedKeptMs: 0 }, /are not kept here/],
  [{ discordSignIn: true }, /Signing in with Discord/],
] as const)('with %j it says so, and only then', (change, words) => {
  expect(text(change)).toMatch(words);
  expect(text()).not.toMatch(words);
});

test('it says how all of it goes', () => {
  for (const words of ['/replay forget', '/replay export', 'seven days later']) {
    expect(text()).toContain(words);
  }
});

test('it says what holds a part for longer than the window', () => {
  expect(text()).toMatch(/trim page holds what it shows until it is closed/);
  expect(text()).toMatch(/being made holds its part until/);
});
