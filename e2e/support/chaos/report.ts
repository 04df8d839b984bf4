import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Course } from './course.ts';
import { linesAround } from './log-lines.ts';
import type { Violation } from './violation.ts';

/** Faults of so long before may have to do with it, ms. */
const RECENT_MS = 60_000;

/** Seed, time, faults, ids and what was logged then. */
export async function describeViolation(violation: Violation, course: Course): Promise<string> {
  const { invariant, what, atMs, ids } = violation;
  const recent = course.happenings.filter(
    ({ fromMs, toMs }) => fromMs < atMs + RECENT_MS / 4 && (toMs ?? atMs) > atMs - RECENT_MS,
  );
  const time = (ms: number | undefined) => (ms ? new Date(ms).toISOString().slice(11, 23) : '...');
  return [
    `VIOLATION (seed ${course.seed}, ${new Date(atMs).toISOString()}) ${invariant}: ${what}`,
    ...recent.map((one) => `  ${time(one.fromMs)} to ${time(one.toMs)} ${one.name}: ${one.what}`),
    ...(ids.length > 0 ? [`  ids: ${ids.join(', ')}`] : []),
    ...(await linesAround(violation, course.installation)).map((line) => `  | ${line}`),
  ].join('\n');
}

/** What all processes logged, for whoever looks for the reason. @returns where it is */
export async function keepLogs({ seed, installation }: Course): Promise<string> {
  const folder = join('.cache', 'chaos', `seed-${seed}-${Date.now()}`);
  await mkdir(folder, { recursive: true });
  await cp(installation.folder, folder, {
    recursive: true,
    filter: (from) => from === installation.folder || from.endsWith('.log'),
  });
  return folder;
}
