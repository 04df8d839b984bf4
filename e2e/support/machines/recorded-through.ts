import type { Gap } from '../../../server/segments/gaps.ts';
import { createSegmentLibrary } from '../../../server/segments/library.ts';
import { openSegmentFiles } from '../../../server/segments/open.ts';
import { createSessionReader } from '../../../server/segments/read-session.ts';
import { configOf, type Installation } from './installation.ts';
import type { KillsOutcome } from './kill-in-turn.ts';

/** A server that died, or LiveKit, costs so much of what it was recording at most, ms: until others noticed and began. */
const LONGEST_BREAK_MS = 10_000;
/** What was filmed before the kill and not yet written when it came, ms. */
const BEING_WRITTEN_MS = 3500;

/** What is missing of somebody's share, in whatever sessions, as any process finds it in the bucket. */
export async function gapsOf(userId: string, installation: Installation): Promise<Gap[]> {
  const config = configOf(installation);
  const files = openSegmentFiles(config);
  const library = createSegmentLibrary({
    ...{ ...config, files, readSession: createSessionReader({ files }) },
    windowMs: Number.POSITIVE_INFINITY,
  });
  const coverage = await library.coverage(userId);
  if (!coverage) throw new Error('nothing is recorded');
  return coverage.gaps;
}

/** @returns those that no kill explains: only the end of a server, and of LiveKit, may cost anything */
export function unexplained(gaps: Gap[], { kills }: Pick<KillsOutcome, 'kills'>): Gap[] {
  return gaps.filter(
    (gap) =>
      !kills.some(({ name, atMs, awayMs }) => {
        const isLivekit = name === 'livekit';
        if (!isLivekit && !name.startsWith('server')) return false;
        const longestMs = LONGEST_BREAK_MS + (isLivekit ? awayMs : 0);
        const begins = gap.fromMs >= atMs - BEING_WRITTEN_MS && gap.fromMs <= atMs + 2000;
        return begins && gap.toMs - gap.fromMs <= BEING_WRITTEN_MS + longestMs;
      }),
  );
}
