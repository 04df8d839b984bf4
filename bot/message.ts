import { formatDuration } from '../commands/duration.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';

/** Less than this is missing at the ends of a clip for other reasons than an empty buffer, ms. */
const TOLERANCE_MS = 1000;

/** The words under a clip: who, how long and when; and what is not as it was asked for. */
export function clipWords(order: ClipOrder, clip: Clip, fitted?: Fitted): string {
  const at = (ms: number) => `<t:${Math.floor(ms / 1000)}:T>`;
  const heading = clip.title ? `**${asText(clip.title)}**\n` : '';
  const length = formatDuration(clip.durationMs);
  const lines = [
    `${heading}<@${order.sharerId}> · ${length} · ${at(clip.fromMs)} to ${at(clip.toMs)}`,
  ];
  const askedMs = order.toMs - order.fromMs;
  if (askedMs - clip.durationMs > TOLERANCE_MS) {
    lines.push(`-# ${formatDuration(askedMs)} was asked for; this is all that is buffered.`);
  }
  if (fitted?.reencoded) {
    const megabytes = Math.round(fitted.limitBytes / 1024 / 1024);
    const size = `${fitted.width}×${fitted.height}`;
    lines.push(`-# Encoded again at ${size} to fit the ${megabytes} MB that can be posted here.`);
  }
  return lines.join('\n');
}

/** Without meaning to Discord. Its own escapeMarkdown lets a second link pass, and one behind a backslash. */
function asText(title: string): string {
  return title.replace(/[\\`*_~|[\]<>@]|:(?=\/\/)/g, '\\$&');
}

export interface Fitted {
  reencoded: boolean;
  width: number;
  height: number;
  limitBytes: number;
}

/** `clip-2m-20261123-203105.mp4` */
export function clipFileName(clip: Clip): string {
  const stamp = new Date(clip.toMs).toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `clip-${formatDuration(clip.durationMs)}-${stamp.replace('T', '-')}.mp4`;
}
