import type { ChatInputCommandInteraction } from 'discord.js';
import { expect, test } from 'vitest';
import { clipOptions } from './clip-options.ts';

const chosen = (values: Record<string, string>) =>
  clipOptions({
    options: { getString: (name: string) => values[name] ?? null },
  } as unknown as ChatInputCommandInteraction);

test('what was left out is left out', () => {
  expect(chosen({})).toEqual({});
  expect(chosen({ quality: 'link', to: 'library' })).toEqual({ quality: 'link' });
  expect(chosen({ format: 'gif', quality: 'full', to: 'dm' })).toEqual({
    format: 'gif',
    quality: 'full',
  });
  expect(chosen({ voice: 'off' })).toEqual({ voice: 'off' });
});

test.each(['gif', 'audio'])('%s is neither kept nor linked to, and that is said', (format) => {
  expect(() => chosen({ format, quality: 'link' })).toThrow('leads to the clip as a video');
  expect(() => chosen({ format, to: 'library' })).toThrow('The library keeps videos');
});
