import { relative, sep } from 'node:path';
import { PLAYLIST_FILE } from './playlist.ts';

/** Before the keys of all that belongs to sessions. */
export const SEGMENTS = 'segments';

/** `segments/{userId}/{startedAtMs}/...`, the object behind a path; null for one outside of `segmentsPath`. */
export function segmentKey(segmentsPath: string, path: string): string | null {
  const inside = relative(segmentsPath, path).split(sep);
  if (inside[0] === '..' || inside[0] === '') return null;
  return [SEGMENTS, ...inside].join('/');
}

/** Those with numbers for names, lowest first. */
export function byNumber(names: Iterable<string>): string[] {
  return [...names].filter((name) => /^\d{1,20}$/.test(name)).sort((a, b) => Number(a) - Number(b));
}

/** MIME type of what belongs to a session. */
export function typeOf(file: string): string {
  if (file.endsWith('.ts')) return 'video/mp2t';
  return file.endsWith(PLAYLIST_FILE) ? 'application/vnd.apple.mpegurl' : 'text/plain';
}
