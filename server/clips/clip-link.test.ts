import { expect, test } from 'vitest';
import { createClipLinks } from './clip-link.ts';
import { testClip } from './test-clips.ts';

const clip = testClip({ id: '9' });

test('a link is only offered where everybody can open it', () => {
  const at = (publicUrl: string) => createClipLinks({ secret: 's', publicUrl }).of(clip);
  expect(at('https://clips.example.org')).toMatch(
    /^https:\/\/clips\.example\.org\/c\/9\?until=\d+&sig=/,
  );
  expect(at('http://127.0.0.1:3000')).toBeNull();
});

test('it is the same each time, so that it is known again in a message', () => {
  const links = createClipLinks({ secret: 's', publicUrl: 'https://clips.example.org' });
  expect(links.of(clip)).toBe(links.of({ ...clip }));
});

test('a link is over after a year, and its owner gets a new one', () => {
  let nowMs = 2000;
  const links = createClipLinks({ secret: 's', publicUrl: 'http://x', now: () => nowMs });
  const queryOf = (link: string | null) => Object.fromEntries(new URL(link ?? '').searchParams);
  const first = links.given(clip);
  expect(links.opens(clip, queryOf(first))).toBe(true);
  expect(links.renewed(clip)).toEqual({ revoked: 0, sinceMs: 1000 });
  nowMs += 366 * 24 * 3600_000;
  expect(links.opens(clip, queryOf(first))).toBe(false);
  expect(links.given(clip)).toBeNull();
  const renewed = { ...clip, link: links.renewed(clip) };
  expect(links.opens(renewed, queryOf(links.given(renewed)))).toBe(true);
});

test('a revoked link is void, and so is every one before it', () => {
  const links = createClipLinks({ secret: 's', publicUrl: 'http://x', now: () => 2000 });
  const queryOf = (link: string) => Object.fromEntries(new URL(link).searchParams);
  const once = { ...clip, link: links.revoked(clip) };
  expect(links.given(once)).toBeNull();
  const again = { ...once, link: links.renewed(once) };
  const twice = { ...again, link: links.revoked(again) };
  const [first, second] = [queryOf(links.page(clip)), queryOf(links.page(again))];
  expect([clip, once, again, twice].map((one) => links.opens(one, first))).toEqual([
    ...[true, false, false, false],
  ]);
  expect([clip, again, twice].map((one) => links.opens(one, second))).toEqual([false, true, false]);
});
