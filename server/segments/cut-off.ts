import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPictures } from '../ffmpeg/read-pictures.ts';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';
import type { ReadSession } from './read-session.ts';

/** In a session's folder: the moment (ms since the epoch) from which on its segments show nothing. */
export const CUT_OFF_FILE = 'cut-off';

/** Luma at which a picture counts as black: TV black is 16, and encoding adds a little. */
const BLACK = 40;
/** So small that one segment is decoded in no time and a cursor can still be seen. */
const PIXELS = [64, 36] as const;

/** @returns null where the session has none */
export async function readCutOff(
  folder: string,
  files: Pick<SegmentFiles, 'readText'> = localFiles,
): Promise<number | null> {
  const found = await files.readText(join(folder, CUT_OFF_FILE));
  const text = typeof found === 'object' ? (found?.text ?? '') : '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

/**
 * LiveKit Egress goes on with black and silence when LiveKit dies. Takes the black with which a session ends, if it
 * began after `sinceMs`, out of the session, and all that is still to come; black with a picture after it stays.
 * @param goesOn asked every second: whether to look at what comes next, too
 * @returns the moment of the cut, ms; null when the session does not end in black
 */
export async function cutOffBlackSince(
  folder: string,
  sinceMs: number,
  parts: { readSession: ReadSession; ffmpegPath: string; files?: SegmentFiles },
  goesOn = () => false,
): Promise<number | null> {
  const { readSession, ffmpegPath, files = localFiles } = parts;
  const seen = new Map<string, number>();
  let cutMs = await readCutOff(folder, files);
  for (; ; await sleep(1000)) {
    const playlist = await readSession(folder);
    let fromMs: number | null = null;
    for (const { uri, startMs, durationMs } of playlist?.segments ?? []) {
      if (startMs + durationMs <= sinceMs) continue;
      const lit =
        seen.get(uri) ??
        (await files.reading(join(folder, uri), (file) => litPart(file, ffmpegPath)));
      seen.set(uri, lit);
      if (lit > 0) fromMs = null;
      if (lit < 1) fromMs ??= Math.round(startMs + lit * durationMs);
    }
    if (fromMs !== null && fromMs !== cutMs)
      await files.writeText(join(folder, CUT_OFF_FILE), String(fromMs));
    if (fromMs === null && cutMs !== null) await liftCutOff(folder, files);
    cutMs = fromMs;
    if (!playlist || playlist.ended || !goesOn()) return cutMs;
  }
}

/** The whole session counts again. */
export async function liftCutOff(
  folder: string,
  files: Pick<SegmentFiles, 'remove'> = localFiles,
): Promise<void> {
  await files.remove([join(folder, CUT_OFF_FILE)]);
}

/**
 * Where in a segment, from 0 to 1, its last picture that isn't black is shown; 1 when it doesn't end in black.
 * @throws Error when ffmpeg can't read the segment
 */
async function litPart(file: string, ffmpegPath: string): Promise<number> {
  const [width, height] = PIXELS;
  let pictures = 0;
  let lit = 0;
  // At an even rate, as the result is a part of the time.
  const request = { ffmpegPath, file, kind: 'segment' as const, filter: 'fps=30', width, height };
  await readPictures(request, (luma) => {
    pictures += 1;
    if (luma.some((value) => value >= BLACK)) lit = pictures;
  });
  if (lit === 0 && pictures > 0) return 0;
  // In the middle of the last one: a playlist's durations are not exact.
  return lit === pictures ? 1 : (lit - 0.5) / pictures;
}
