import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { EXTENSIONS } from '../server/clips/renditions.ts';
import { formatDuration } from '../server/words/format-duration.ts';
import { USUAL, wordsIn } from '../server/words/words.ts';

/** Less than this is missing at the ends of a clip for other reasons than an empty buffer, ms. */
const TOLERANCE_MS = 1000;

/** What of it was posted, where that is not all that was asked for. */
export interface Shown {
  /** The encoded file, when it had to be made smaller. */
  fitted?: { width?: number; height?: number; limitBytes: number } | undefined;
  /** Only its end fits there; ms of the whole. */
  endOfMs?: number | undefined;
  /** Where it can be watched, instead of a file. */
  link?: string | undefined;
  /** A link was asked for, and nobody elsewhere could open it. */
  noLink?: boolean | undefined;
}

/** The words under a clip: who, how long and when; and what is not as it was asked for. */
export function clipWords(
  order: ClipOrder,
  clip: Clip,
  shown: Shown = {},
  { post: say, duration } = wordsIn(USUAL),
): string {
  const at = (ms: number) => `<t:${Math.floor(ms / 1000)}:T>`;
  const heading = clip.title ? `**${asText(clip.title)}**\n` : '';
  const length = duration(clip.durationMs);
  const about = say.about(`<@${order.sharerId}>`, length, at(clip.fromMs), at(clip.toMs));
  const lines = [`${heading}${about}`];
  // Above an interaction's answer Discord says whose it is; nothing else does.
  if (!order.answer && order.requesterId !== order.sharerId) {
    lines.push(say.by(`<@${order.requesterId}>`));
  }
  const { fitted, endOfMs, link } = shown;
  const askedMs = order.lengthMs ?? order.toMs - order.fromMs;
  if (askedMs - (endOfMs ?? clip.durationMs) > TOLERANCE_MS) {
    lines.push(`-# ${say.allThatIs(duration(askedMs))}`);
  }
  if (endOfMs !== undefined) {
    const end = order.quality === 'full' ? say.endInFull : say.endWatchable;
    lines.push(`-# ${end(length, duration(endOfMs))}`);
  }
  if (fitted) {
    const megabytes = Math.round(fitted.limitBytes / 1024 / 1024);
    const size = fitted.width && `${fitted.width}×${fitted.height}`;
    lines.push(`-# ${size ? say.encodedAgainAt(size, megabytes) : say.encodedAgain(megabytes)}`);
  }
  if (shown.noLink) {
    lines.push(`-# ${say.noLink}`);
  }
  if (link) {
    if (order.quality !== 'link') lines.push(`-# ${say.tooLarge}`);
    lines.push(link);
  }
  return lines.join('\n');
}

/** Without meaning to Discord. Its own escapeMarkdown lets a second link pass, and one behind a backslash. */
export function asText(title: string): string {
  return title.replace(/[\\`*_~|[\]<>@]|:(?=\/\/)/g, '\\$&');
}

/** `clip-2m-20261123-203105-1z141z3.mp4` */
export function clipFileName(order: ClipOrder, clip: Clip): string {
  const stamp = new Date(clip.toMs).toISOString().replace(/[-:]/g, '').slice(0, 15);
  const length = formatDuration(clip.durationMs);
  return `clip-${length}-${stamp.replace('T', '-')}-${orderMark(order)}.${EXTENSIONS[order.format ?? 'mp4']}`;
}

/** Tells an order's file from those of all others of the same second. */
export function orderMark({ id }: ClipOrder): string {
  return (BigInt(id) & 0xffff_ffffn).toString(36).padStart(7, '0');
}
