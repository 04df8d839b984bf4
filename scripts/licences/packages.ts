import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of the lock. */
export interface Package {
  name: string;
  version: string;
  /** As SPDX has it; null where nothing is said. */
  licence: string | null;
  /** Only for building and testing. */
  isForDevelopment: boolean;
}

/** Of packages whose package.json says it in an old form or not at all: as their LICENSE or Readme has it. */
const SAID_ELSEWHERE: Record<string, string> = {
  async: 'MIT',
  busboy: 'MIT',
  'combine-errors': 'MIT',
  'parse-cache-control': 'BSD-3-Clause',
  streamsearch: 'MIT',
};

interface Entry {
  version?: string;
  license?: string;
  dev?: boolean;
}

/** All that `npm ci` may install, on whichever platform, by name and version. */
export function lockedPackages(root: string): Package[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(lock.packages as Record<string, Entry>);
  const found = entries.flatMap(([path, { version = '', license, dev = false }]) => {
    const name = path.split('node_modules/').at(-1);
    if (!name) return [];
    const licence = license ?? SAID_ELSEWHERE[name] ?? null;
    return [{ name, version, licence, isForDevelopment: dev }];
  });
  return found.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ name, version }: Package) => `${name}@${version}`;
