import { globSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';

// One thing has one name on all pages. The bot's commands are called what they are called.
const FILES = globSync('**/*texts.ts', { cwd: import.meta.dirname });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** All that a page may say, with something filled in everywhere. */
async function sentences(file: string, language: string): Promise<string[]> {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages: [language] });
  const { say } = (await import(/* @vite-ignore */ `./${file}`)) as {
    say: Record<string, unknown>;
  };
  return Object.values(say).flatMap((text) =>
    typeof text === 'function' ? [1, 2].map((n) => String(text(n, n, n))) : [String(text)],
  );
}

test.each([
  ['en', /(?<!\/replay )\bmarks?\b/i, 'marker'],
  ['de', /(?<!\/replay )\b(?:marken?|markern?|marks?)\b/i, 'Markierung'],
])('in %s no page calls a marker anything else', async (language, others, name) => {
  expect(FILES.length).toBeGreaterThan(5);
  const all = (await Promise.all(FILES.map((file) => sentences(file, language)))).flat();
  expect(all.filter((text) => others.test(text))).toEqual([]);
  expect(all.filter((text) => text.includes(name)).length).toBeGreaterThan(5);
});

test.each(['en', 'de'])('in %s every command is called as Discord shows it', async (language) => {
  const words = (await import(/* @vite-ignore */ `../../server/words/${language}.ts`))[language];
  const names = Object.values<{ name?: string }>(words.commands).map(({ name }) => name);
  const all = (await Promise.all(FILES.map((file) => sentences(file, language)))).flat();
  const said = all.flatMap((text) =>
    [...text.matchAll(/\/replay (\p{L}+)/gu)].map(([, name]) => name),
  );
  expect(said.length).toBeGreaterThan(5);
  expect(said.filter((name) => !names.includes(name))).toEqual([]);
});
