import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ReadSession } from './read-session.ts';

/** In a session's folder: the moment (ms since the epoch) from which on its segments show nothing. */
export const CUT_OFF_FILE = 'cut-off';

/** Luma at which a picture counts as black: TV black is 16, and encoding adds a little. */
const BLACK = 40;
/** So small that one segment is decoded in no time and a cursor can still be seen. */
const PIXELS = [64, 36] as const;

/** @returns null where the session has none */
export async function readCutOff(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, CUT_OFF_FILE), 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** How long segments that were under way when LiveKit died still come, ms. */
const STILL_COMING_MS = 20_000;

/**
 * LiveKit Egress goes on with black and silence when LiveKit dies. Finds the first segment since then that is all
 * black and takes it and all later ones out of the session, also those that are still to come.
 * @returns the moment of the cut, ms; null when the session ended without anything black
 */
export async function cutOffBlackSince(
  folder: string,
  sinceMs: number,
  { readSession, ffmpegPath }: { readSession: ReadSession; ffmpegPath: string },
): Promise<number | null> {
  const seen = new Set<string>();
  for (const untilMs = Date.now() + STILL_COMING_MS; ; await sleep(1000)) {
    const playlist = await readSession(folder);
    for (const { uri, startMs, durationMs } of playlist?.segments ?? []) {
      if (seen.has(uri) || startMs + durationMs <= sinceMs) continue;
      if (await isBlack(join(folder, uri), ffmpegPath)) {
        await writeCutOff(folder, startMs);
        return startMs;
      }
      seen.add(uri);
    }
    if (!playlist || playlist.ended || Date.now() > untilMs) return null;
  }
}

async function writeCutOff(folder: string, ms: number): Promise<void> {
  const file = join(folder, CUT_OFF_FILE);
  await writeFile(`${file}.new`, String(Math.round(ms)));
  await rename(`${file}.new`, file);
}

/** @throws Error when ffmpeg can't read the segment */
async function isBlack(file: string, ffmpegPath: string): Promise<boolean> {
  const [width, height] = PIXELS;
  const filter = ['-vf', `scale=${width}:${height}:flags=area,format=gray`];
  const args = ['-v', 'error', '-i', file, '-an', ...filter, '-f', 'rawvideo', '-'];
  const { stdout } = await promisify(execFile)(ffmpegPath, args, {
    encoding: 'buffer',
    maxBuffer: 64 << 20,
  });
  return stdout.length > 0 && stdout.every((luma) => luma < BLACK);
}
