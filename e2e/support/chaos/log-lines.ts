import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installation } from '../machines/installation.ts';
import type { Violation } from './violation.ts';

const AROUND_MS = { before: 3000, after: 12_000 };
/** What is logged of ids at any other time has little to do with it, ms. */
const ABOUT_MS = 90_000;
const [MOST, LONGEST] = [60, 600];

export async function readLines(name: string, { folder }: Installation): Promise<string[]> {
  const file = join(folder, `${name.replace(' ', '-')}.log`);
  return (await readFile(file, 'utf8').catch(() => '')).split('\n');
}

/** What processes logged of what a violation is about, and above `info` at that time; oldest first. */
export async function linesAround(
  { atMs, ids }: Violation,
  installation: Installation,
): Promise<string[]> {
  const found: { timeMs: number; line: string }[] = [];
  for (const { name } of installation.machines) {
    for (const line of await readLines(name, installation)) {
      const timeMs = Date.parse(/"time":"([^"]+)"/.exec(line)?.[1] ?? '');
      if (Number.isNaN(timeMs)) continue;
      const isNear = timeMs > atMs - AROUND_MS.before && timeMs < atMs + AROUND_MS.after;
      const isLoud = !/^\{"level":[123]0,/.test(line);
      const isAbout = Math.abs(timeMs - atMs) < ABOUT_MS && ids.some((id) => line.includes(id));
      if (isAbout || (isNear && isLoud)) {
        found.push({ timeMs, line: `${name}: ${line.slice(0, LONGEST)}` });
      }
    }
  }
  return found
    .toSorted((a, b) => Math.abs(a.timeMs - atMs) - Math.abs(b.timeMs - atMs))
    .slice(0, MOST)
    .toSorted((a, b) => a.timeMs - b.timeMs)
    .map(({ line }) => line);
}
