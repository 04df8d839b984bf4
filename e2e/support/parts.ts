import { ffmpeg } from '../../scripts/parts/ffmpeg.mjs';
import { livekit } from '../../scripts/parts/livekit.mjs';
import { chromium, compiler, redis } from '../../scripts/parts/tools.mjs';
import { versitygw } from '../../scripts/parts/versitygw.mjs';

/** The outside programs a test may stand on, found where set-up finds them. */
const PARTS = { chromium, livekit, ffmpeg, compiler, redis, versitygw };
export type PartName = keyof typeof PARTS;

/** @returns its path, or null when it is not here */
export async function findPart(name: PartName): Promise<string | null> {
  return (await PARTS[name].find())?.path ?? null;
}

/** @throws Error that says how to get it */
export async function needPart(name: PartName): Promise<string> {
  const path = await findPart(name);
  if (!path) throw new Error(`no ${name}: npm run setup -- --for test`);
  return path;
}

/**
 * Whether tests have to be skipped because a part is missing, which it says in a line:
 * `describe.skipIf(await skipWithout('chromium', 'livekit'))('...', ...)`.
 * @throws Error on CI, where a missing part is a failure
 */
export async function skipWithout(...names: PartName[]): Promise<boolean> {
  const found = await Promise.all(names.map(findPart));
  const missing = names.filter((_, i) => !found[i]);
  if (missing.length === 0) return false;
  const line = `${missing.join(' and ')} not found: npm run setup -- --for test`;
  if (process.env.CI) throw new Error(line);
  console.warn(`skipped: ${line}`);
  return true;
}
