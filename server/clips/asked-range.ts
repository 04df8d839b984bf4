import { UserError } from '../errors.ts';
import type { Marks } from '../marks/marks.ts';
import { LONGEST_GIF_MS, needGifLength } from './gif.ts';
import type { ClipOrder } from './order.ts';

/** What of the buffer somebody asks for, ms since the epoch. The same for commands, pages and programs. */
export type AskedRange = Pick<ClipOrder, 'fromMs' | 'toMs' | 'last'>;

const USUAL_MS = 120_000;
const SHORTEST_MS = 1000;

/** How much is meant where nothing is said, ms. */
export function usualLength(format: ClipOrder['format']): number {
  return format === 'gif' ? LONGEST_GIF_MS : USUAL_MS;
}

export function lastOf(lengthMs: number, endMs: number): AskedRange {
  return { fromMs: endMs - lengthMs, toMs: endMs, last: true };
}

/** From the last mark, if no clip of theirs has shown it yet; else the usual length. */
export async function sinceMark(asked: {
  userId: string;
  endMs: number;
  format: ClipOrder['format'];
  marks: Pick<Marks, 'last' | 'lastClipEnd'>;
}): Promise<AskedRange> {
  const { userId, endMs, format, marks } = asked;
  const mark = await marks.last(userId);
  const clippedMs = (await marks.lastClipEnd(userId)) ?? 0;
  if (mark && mark.atMs > clippedMs && mark.atMs < endMs) {
    return { fromMs: mark.atMs, toMs: endMs, last: false };
  }
  return lastOf(usualLength(format), endMs);
}

/** @throws UserError for what is too short, or too long for its format */
export function needLength(lengthMs: number, format: ClipOrder['format']): void {
  if (lengthMs < SHORTEST_MS) throw new UserError((words) => words.asked.tooShort);
  if (format === 'gif') needGifLength(lengthMs);
}

/** @throws UserError as above, and for what is not kept any more */
export function needRange(
  { fromMs, toMs }: AskedRange,
  asked: { momentMs: number; windowMs: number; format: ClipOrder['format'] },
): void {
  needLength(toMs - fromMs, asked.format);
  if (asked.momentMs - fromMs > asked.windowMs) {
    throw new UserError((words) => words.asked.onlyLast(words.duration(asked.windowMs)));
  }
}

/** @throws UserError for choices that contradict one another */
export function needPossible({
  quality,
  format = 'mp4',
  to,
}: Partial<Pick<ClipOrder, 'quality' | 'format' | 'to'>>): void {
  if (format === 'mp4') return;
  if (quality === 'link') {
    throw new UserError((words) => words.asked.linkIsVideo);
  }
  if (to === 'library') {
    throw new UserError((words) => words.asked.libraryHasVideos);
  }
}
