import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtScript } from './built-page.ts';

let dist: string;
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'hindsight-dist-'));
});
afterEach(() => rm(dist, { recursive: true }));

const build = async (manifest: string) => {
  await mkdir(join(dist, '.vite'));
  await writeFile(join(dist, '.vite/manifest.json'), manifest);
};

test('a script is found by its name in the sources', async () => {
  await build('{"src/clip/main.ts":{"file":"assets/main-x1.js","isEntry":true}}');
  expect(await builtScript('src/clip/main.ts', dist)).toBe('/assets/main-x1.js');
  expect(await builtScript('src/other.ts', dist)).toBeNull();
});

test('there is none while the pages are not built, or are just being built', async () => {
  expect(await builtScript('src/clip/main.ts', dist)).toBeNull();
  await build('{"src/clip/ma');
  expect(await builtScript('src/clip/main.ts', dist)).toBeNull();
});
