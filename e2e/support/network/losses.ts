import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLAYLIST_FILE, parsePlaylist } from '../../../server/segments/playlist.ts';
import { readFrames } from '../clip/frames.ts';

/** One frame of a recording as a viewer of its playlist sees it. */
export interface ListedFrame {
  /** The card's clock when it was drawn; null where the picture can't be read. */
  clockMs: number | null;
  /** When the playlist says that it was shown, server's clock. */
  shownMs: number;
  /** Begins a segment that is marked as not following the one before. */
  afterMark: boolean;
}

/** What a recording over a bad network lacks beside one over a good network. */
export interface Losses {
  /** Frames that both could have. */
  due: number;
  missing: number;
  /** Listed pictures that can't be read: torn, grey or black. */
  broken: number;
  holes: Hole[];
  /** How much earlier or later than in the other one a frame stands at most, ms. */
  shiftedMs: number;
}

/** Frames that follow each other in the recording and not in the one beside it; it belongs where it ends. */
export interface Hole {
  /** Between the two frames around it, ms. */
  ms: number;
  frames: number;
  marked: boolean;
}

/** Decodes each listed segment by itself. */
export async function readRecording(folder: string, ffmpegPath: string): Promise<ListedFrame[]> {
  const playlist = parsePlaylist(await readFile(join(folder, PLAYLIST_FILE), 'utf8'));
  const listed: ListedFrame[] = [];
  for (const { uri, startMs, discontinuity } of playlist?.segments ?? []) {
    const frames = await readFrames(ffmpegPath, join(folder, uri));
    const firstMs = frames[0]?.ptsMs ?? 0;
    for (const [i, { clockMs, ptsMs }] of frames.entries()) {
      const afterMark = discontinuity && i === 0;
      listed.push({ clockMs, shownMs: startMs + ptsMs - firstMs, afterMark });
    }
  }
  return listed;
}

/**
 * @param beside a recording of the same share, at the same time, over a good network
 * @param within of these moments of the card's clock; all that both could have, unless told
 */
export function compare(
  listed: ListedFrame[],
  beside: ListedFrame[],
  within: { fromMs: number; toMs: number } = { fromMs: 0, toMs: Number.POSITIVE_INFINITY },
): Losses {
  const [mine, all] = [listed.filter(isReadable), beside.filter(isReadable)];
  const clocks = new Map(mine.map((frame) => [frame.clockMs, frame]));
  const fromMs = Math.max(within.fromMs, mine[0]?.clockMs ?? 0, all[0]?.clockMs ?? 0);
  const toMs = Math.min(within.toMs, mine.at(-1)?.clockMs ?? 0, all.at(-1)?.clockMs ?? 0);
  const isDue = (ms: number) => ms >= fromMs && ms <= toMs;
  const due = all.filter(({ clockMs }) => isDue(clockMs));
  const missing = due.filter(({ clockMs }) => !clocks.has(clockMs));
  const holes = mine.flatMap((frame, i) => {
    const holeFromMs = mine[i - 1]?.clockMs ?? frame.clockMs;
    const lost = all.filter(({ clockMs }) => clockMs > holeFromMs && clockMs < frame.clockMs);
    if (lost.length === 0 || !isDue(frame.clockMs)) return [];
    return [{ ms: frame.clockMs - holeFromMs, frames: lost.length, marked: frame.afterMark }];
  });
  const shifts = due.flatMap(({ clockMs, shownMs }) => {
    const frame = clocks.get(clockMs);
    return frame ? [Math.abs(frame.shownMs - shownMs)] : [];
  });
  return {
    due: due.length,
    missing: missing.length,
    broken: listed.filter((frame) => !isReadable(frame) && isDue(frame.shownMs)).length,
    holes,
    shiftedMs: Math.max(0, ...shifts),
  };
}

function isReadable(frame: ListedFrame): frame is ListedFrame & { clockMs: number } {
  return frame.clockMs !== null;
}
