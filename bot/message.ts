import { formatDuration } from '../commands/duration.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { EXTENSIONS } from '../server/clips/renditions.ts';

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
export function clipWords(order: ClipOrder, clip: Clip, shown: Shown = {}): string {
  const at = (ms: number) => `<t:${Math.floor(ms / 1000)}:T>`;
  const heading = clip.title ? `**${asText(clip.title)}**\n` : '';
  const length = formatDuration(clip.durationMs);
  const lines = [
    `${heading}<@${order.sharerId}> · ${length} · ${at(clip.fromMs)} to ${at(clip.toMs)}`,
  ];
  // Above an interaction's answer Discord says whose it is; nothing else does.
  if (!order.answer && order.requesterId !== order.sharerId) {
    lines.push(`Posted by <@${order.requesterId}>`);
  }
  const { fitted, endOfMs, link } = shown;
  const askedMs = order.lengthMs ?? order.toMs - order.fromMs;
  if (askedMs - (endOfMs ?? clip.durationMs) > TOLERANCE_MS) {
    lines.push(`-# ${formatDuration(askedMs)} was asked for; this is all that is buffered.`);
  }
  if (endOfMs !== undefined) {
    const how = order.quality === 'full' ? 'in full quality' : 'and are still worth watching';
    lines.push(`-# Only the last ${length} of ${formatDuration(endOfMs)} fit here ${how}.`);
  }
  if (fitted) {
    const megabytes = Math.round(fitted.limitBytes / 1024 / 1024);
    const size = fitted.width ? ` at ${fitted.width}×${fitted.height}` : '';
    lines.push(`-# Encoded again${size} to fit the ${megabytes} MB that can be posted here.`);
  }
  if (shown.noLink) {
    lines.push('-# A link would open for nobody else: Hindsight has no public address.');
  }
  if (link) {
    if (order.quality !== 'link') lines.push('-# Too large to be posted here, so here is a link.');
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
