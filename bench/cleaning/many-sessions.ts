import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAYLIST_FILE, renderPlaylist, segmentFile } from '../../server/segments/playlist.ts';
import { segmentsFrom } from '../../server/segments/test-sessions.ts';

export const SEGMENT_MS = 2000;

/** Shares that run, each with its own sharer; what they hold is empty files, so that only names and times count. */
export function makeSessions(
  segmentsPath: string,
  { shares, segments, startMs }: { shares: number; segments: number; startMs: number },
): string[] {
  const playlist = renderPlaylist({
    ...{ mediaSequence: 0, segments: segmentsFrom(startMs, 0, segments - 1), ended: false },
  });
  return Array.from({ length: shares }, (_, i) => {
    const folder = join(segmentsPath, String(1000 + i), String(startMs));
    mkdirSync(folder, { recursive: true });
    addSegments(folder, segments, startMs);
    writeFileSync(join(folder, PLAYLIST_FILE), playlist);
    return folder;
  });
}

/** The first so many, written when each of them ended. */
export function addSegments(folder: string, count: number, startMs: number): void {
  for (let i = 0; i < count; i += 1) {
    const file = join(folder, segmentFile(i));
    closeSync(openSync(file, 'w'));
    const endedS = (startMs + (i + 1) * SEGMENT_MS) / 1000;
    utimesSync(file, endedS, endedS);
  }
}
