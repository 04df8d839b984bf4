import { findChromium } from './find-chromium.ts';
import { findLivekit } from './find-livekit.ts';
import { onPath } from './on-path.ts';

/** The outside programs a test may stand on, and how each is found (null: not here). */
const PARTS = {
  chromium: findChromium,
  livekit: findLivekit,
  ffmpeg: () => onPath('ffmpeg'),
  compiler: () => onPath('cc', 'gcc', 'clang', 'tcc'),
  redis: () => onPath('redis-server'),
};

/**
 * Whether tests have to be skipped because a part is missing, which it says in a line:
 * `describe.skipIf(await skipWithout('chromium', 'livekit'))('...', ...)`.
 * @throws Error on CI, where a missing part is a failure
 */
export async function skipWithout(...parts: (keyof typeof PARTS)[]): Promise<boolean> {
  const found = await Promise.all(parts.map((part) => PARTS[part]()));
  const missing = parts.filter((_, i) => !found[i]);
  if (missing.length === 0) return false;
  const line = `${missing.join(' and ')} not found: npm run setup -- --for test`;
  if (process.env.CI) throw new Error(line);
  console.warn(`skipped: ${line}`);
  return true;
}
