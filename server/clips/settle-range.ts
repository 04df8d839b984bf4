import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import type { ClipOrder } from './order.ts';

/** How long a clip waits for the segment that holds its last moment, ms. */
const WAIT_MS = 12_000;
const LOOK_EVERY_MS = 100;

/** Where the buffer is looked up, and whether more of somebody's comes. */
export interface Buffers {
  segments: Pick<SegmentLibrary, 'coverage'>;
  /** Somebody's share is being recorded. */
  isLive(userId: string, only?: string[]): Promise<boolean>;
  /** It is over since a moment, and its last segments are under way yet. */
  isArriving(userId: string, only?: string[]): Promise<boolean>;
}

/**
 * Waits until the buffer holds the order's last moment, or can't any more, and says which range the clip gets:
 * the one asked for, or where the share has ended before, as much up to its end.
 * @throws UserError when nothing is buffered; the signal's reason
 */
export async function settleRange(
  order: Pick<ClipOrder, 'sharerId' | 'fromMs' | 'toMs' | 'last' | 'only'>,
  buffers: Buffers,
  signal?: AbortSignal,
): Promise<{ fromMs: number; toMs: number }> {
  const { sharerId, fromMs, toMs, last, only } = order;
  const { segments, isLive, isArriving } = buffers;
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    signal?.throwIfAborted();
    // In this order: what is listed after the share's end was asked for is seen.
    const live = await isLive(sharerId, only);
    const grows = live || (await isArriving(sharerId, only));
    const buffer = await segments.coverage(sharerId, only);
    if (buffer && buffer.toMs >= toMs) return { fromMs, toMs };
    if (grows && performance.now() <= deadline) {
      await sleep(LOOK_EVERY_MS);
      continue;
    }
    if (!buffer) {
      // It was recorded, and waits where nobody else gets at it: its server or the storage is away.
      if (grows) throw new UserError(({ asked }) => asked.notThereYet, { status: 503 });
      throw nothingBuffered(only !== undefined);
    }
    const isMoved = last && !live;
    return { fromMs: isMoved ? buffer.toMs - (toMs - fromMs) : fromMs, toMs: buffer.toMs };
  }
}

/** @param isOthers it is somebody else's share */
export function nothingBuffered(isOthers = false): UserError {
  return new UserError(({ asked }) => (isOthers ? asked.nothingOfTheirs : asked.nothingBuffered), {
    status: 404,
  });
}
