import { setTimeout as sleep } from 'node:timers/promises';
import { isAmong } from '../segments/folders.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import type { Segment } from '../segments/range.ts';
import type { Shares } from '../shares/shares.ts';
import type { Voice, Voices } from '../shares/voices.ts';
import type { ClipOrder } from './order.ts';

/** How long a clip waits for the last moment of the voice once it has its pictures, ms; then it goes without. */
const WAIT_MS = 4000;
const LOOK_EVERY_MS = 100;

/** Finds what sharers said beside what they shared. */
export type VoiceFinder = ReturnType<typeof createVoiceFinder>;

type Asked = Pick<ClipOrder, 'sharerId' | 'requesterId' | 'only'>;

/** @param parts.library the microphones' segments */
export function createVoiceFinder(parts: {
  library: Pick<SegmentLibrary, 'between' | 'coverage'>;
  voices: Pick<Voices, 'of'>;
  shares: Pick<Shares, 'allOf'>;
}) {
  const { library, voices, shares } = parts;

  /** Others hear only what its sharer opened to them when switching it on, beside the shares that they may clip. */
  async function heardBy({ sharerId, requesterId, only }: Asked): Promise<Voice[]> {
    const all = await voices.of(sharerId);
    if (requesterId === sharerId) return all;
    const opened = all.filter(({ forOthers }) => forOthers);
    if (!only || opened.length === 0) return opened;
    const theirs = (await shares.allOf(sharerId)).filter((one) => isAmong(one.segmentPath, only));
    const rooms = new Set(theirs.map(({ roomName }) => roomName));
    return opened.filter(({ roomName }) => rooms.has(roomName));
  }

  return {
    /**
     * What may be heard of a range, oldest first; waits for its end where that is still being recorded.
     * @throws the signal's reason
     */
    async within(
      asked: Asked,
      { fromMs, toMs }: { fromMs: number; toMs: number },
      signal?: AbortSignal,
    ): Promise<Segment[]> {
      const { sharerId } = asked;
      const heard = await heardBy(asked);
      const deadline = performance.now() + WAIT_MS;
      const live = heard.filter(({ endedAt }) => endedAt === undefined);
      while (live.length > 0 && performance.now() < deadline) {
        signal?.throwIfAborted();
        const buffer = await library.coverage(
          sharerId,
          live.map(({ folder }) => folder),
        );
        if (buffer && buffer.toMs >= toMs) break;
        await sleep(LOOK_EVERY_MS);
      }
      const folders = heard.map(({ folder }) => folder);
      return library.between(sharerId, fromMs, toMs, folders);
    },
  };
}
