import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  optionalDependencies?: Record<string, string>;
}

const file = new URL('../package-lock.json', import.meta.url);
const packages: Record<string, Entry> = JSON.parse(readFileSync(file, 'utf8')).packages;

/** Whether Node's own way of looking finds it: beside the package or in a folder further up. */
function reachable(from: string, name: string): boolean {
  if (packages[`${from ? `${from}/` : ''}node_modules/${name}`]) return true;
  if (from === '') return false;
  const up = from.lastIndexOf('/node_modules/');
  return reachable(up < 0 ? '' : from.slice(0, up), name);
}

// npm leaves out of the lock what a registry would not give; `npm ci` then refuses on every machine.
test('the lock lists the optional packages of every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !reachable(path, name)),
  );
  expect(missing).toEqual([]);
});
