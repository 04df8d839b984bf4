import { expect, test } from 'vitest';
import { createClipLinks } from './clip-link.ts';
import type { Clip } from './library.ts';

const clip = { id: '9', createdAtMs: 1000 } as Clip;

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
