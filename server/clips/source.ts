import { join } from 'node:path';
import { isAmong } from '../segments/folders.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Shares } from '../shares/shares.ts';
import type { ClipOrder, HeldSource } from './order.ts';
import { nothingBuffered, settleRange } from './settle-range.ts';
import type { VoiceFinder } from './voice.ts';

/** So long after its end the last segments of a share may be under way into a bucket, ms. */
const ARRIVES_MS = 10_000;

/** ms since the epoch. */
export interface Range {
  fromMs: number;
  toMs: number;
}

interface From {
  signal?: AbortSignal | undefined;
  /** What it is cut of where that is not the buffer. */
  source?: HeldSource | undefined;
}

/** What clips are cut of: which range of the buffer an order gets, and its segments out of the cleaner's reach. */
export function createSource(parts: {
  segments: SegmentLibrary;
  /** The sharers' microphones. */
  voice: VoiceFinder;
  shares: Shares;
  now?: () => number;
}) {
  const { segments, voice, shares, now = Date.now } = parts;

  async function isLive(userId: string, only?: string[]): Promise<boolean> {
    const active = await shares.activeOf(userId);
    return active.some(({ segmentPath }) => !only || isAmong(segmentPath, only));
  }

  async function isArriving(userId: string, only?: string[]): Promise<boolean> {
    for (const { segmentPath, status, brokeAt, endedAt = 0 } of await shares.recentOf(userId)) {
      // One that could not begin has nothing.
      const wasRecorded = status === 'stopped' || brokeAt !== undefined;
      if (!wasRecorded || now() - endedAt > ARRIVES_MS) continue;
      if (only && !isAmong(segmentPath, only)) continue;
      if (!(await segments.coverage(userId, [segmentPath]))?.ended) return true;
    }
    return false;
  }

  async function heard(order: ClipOrder, range: Range, { signal, source }: From) {
    if (order.voice === 'off') return [];
    return source ? (source.voice ?? []) : voice.within(order, range, signal);
  }

  return {
    /** Whether there is or will be something of somebody's, though nothing is there yet. */
    isExpected: async (userId: string, only?: string[]) =>
      (await isLive(userId, only)) || (await isArriving(userId, only)),

    /** See settleRange. */
    settle: (order: ClipOrder, signal?: AbortSignal): Promise<Range> =>
      settleRange(order, { segments, isLive, isArriving }, signal),

    /**
     * Takes what a range is cut of into `folder`, which the caller deletes, also after an error.
     * @throws UserError when nothing is there; the signal's reason
     */
    async hold(order: ClipOrder, range: Range, folder: string, from: From): Promise<HeldSource> {
      const { source, signal } = from;
      const { sharerId, only } = order;
      const found =
        source?.segments ?? (await segments.between(sharerId, range.fromMs, range.toMs, only));
      const held = await segments.hold(found, folder);
      if (held.length === 0) throw nothingBuffered(only !== undefined);
      return {
        folder,
        segments: held,
        voice: await segments.hold(await heard(order, range, from), join(folder, VOICE)),
      };
    },
  };
}
