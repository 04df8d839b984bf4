import { readClip } from './clock.ts';
import type { PostedClip } from './hindsight.ts';
import { checkClip, type Promised } from './laws.ts';

/**
 * What is wrong with a clip of the last `lengthMs` before its command, or of the range given instead.
 * @returns sentences; none when it is right
 */
export async function brokenLaws(
  clip: PostedClip,
  lengthMs: number,
  promised: Partial<Promised> = {},
): Promise<string[]> {
  const { commandMs, file, sent } = clip;
  const range = { fromMs: commandMs - lengthMs, toMs: commandMs, commandMs, card: 1, sent };
  return checkClip(await readClip(file), { ...range, ...promised });
}
