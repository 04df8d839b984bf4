import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAllowed } from './licences/allowed.ts';
import { lockedPackages } from './licences/packages.ts';
import { licencePage } from './licences/page.ts';
import { ROOT } from './parts/paths.mjs';

const packages = lockedPackages(ROOT);

test('every package has a licence that is allowed', () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter((each) => !isAllowed(each))).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['(Apache-2.0 AND BSD-3-Clause)', true],
  ['(MIT AND AGPL-3.0-only)', false],
  ['GPL-3.0-or-later', false],
  ['UNLICENSED', false],
  [null, false],
])('%s: allowed %s', (licence, allowed) => {
  expect(isAllowed({ name: 'some', licence })).toBe(allowed);
});

test('docs/licences.md is of this lock', () => {
  const page = readFileSync(join(ROOT, 'docs', 'licences.md'), 'utf8');
  expect(page, 'npm run licences').toBe(licencePage(packages));
});
