import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './parts/paths.mjs';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json')).packages as Record<
  string,
  { hasInstallScript?: boolean; integrity?: string; resolved?: string }
>;
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

test('every direct dependency is argued for in docs/dependencies.md, and no other', () => {
  const named = KINDS.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  const argued = [...read('docs/dependencies.md').matchAll(/^\| ([@\w./-]+) \| \S/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'package');
  expect(argued.toSorted()).toEqual(named.toSorted());
});

test('package-lock.json is of this package.json, so npm ci takes it', () => {
  for (const kind of KINDS) expect(lock['']).toHaveProperty(kind, manifest[kind]);
});

test('every package has its checksum in the lock, and comes from the registry', () => {
  const all = Object.entries(lock).filter(([path]) => path !== '');
  const unchecked = all.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
  expect(unchecked.map(([path]) => path)).toEqual([]);
  const elsewhere = all.filter(
    ([, { resolved }]) => resolved && !resolved.startsWith('https://registry.npmjs.org/'),
  );
  expect(elsewhere).toEqual([]);
});

test('of every script that a package would run at its installation it is settled whether it may', () => {
  const scripted = Object.entries(lock)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1));
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual(scripted.toSorted());
});

test("the bot's updates are a week old, come together, and are never merged by themselves", () => {
  const renovate = JSON.parse(read('renovate.json'));
  expect(renovate).toMatchObject({ minimumReleaseAge: '7 days', automerge: false });
  expect(renovate.packageRules[0]).toMatchObject({ groupName: expect.any(String) });
  // What its expressions look for is where they look.
  for (const { managerFilePatterns, matchStrings } of renovate.customManagers) {
    const file = managerFilePatterns[0].replace(/^\/\^|\$\/$/g, '').replaceAll('\\', '');
    for (const expression of matchStrings) expect(read(file)).toMatch(new RegExp(expression));
  }
});
