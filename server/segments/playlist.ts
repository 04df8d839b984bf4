/** A media playlist (RFC 8216) as the recorders write it. `renderPlaylist` and `parsePlaylist` are inverses. */
export interface Playlist {
  mediaSequence: number;
  segments: PlaylistSegment[];
  /** true once the recording is over (#EXT-X-ENDLIST). */
  ended: boolean;
}

export interface PlaylistSegment {
  /** File name beside the playlist, such as `segment_00012.ts`. */
  uri: string;
  /** EXTINF, ms. */
  durationMs: number;
  /** EXT-X-PROGRAM-DATE-TIME: when its first frame was shown, ms since the epoch, server's clock. */
  startMs: number;
  /** Timestamps or parameters don't go on from the segment before. */
  discontinuity: boolean;
}

/** When the newest segment ends, ms since the epoch; null where there is none. */
export function newestEndMs(playlist: Playlist | null): number | null {
  const last = playlist?.segments.at(-1);
  return last ? last.startMs + last.durationMs : null;
}

/** The sequence number that the next segment will have: how many there were before it. */
export function nextNumber({ mediaSequence, segments }: Playlist): number {
  return mediaSequence + segments.length;
}

export const PLAYLIST_FILE = 'playlist.m3u8';
/** Only the last few segments, which Egress writes more often than the whole playlist. */
export const LIVE_PLAYLIST_FILE = 'live.m3u8';

/** `segment_00000.ts`, five digits and more. */
export function segmentFile(index: number): string {
  return `segment_${String(index).padStart(5, '0')}.ts`;
}

/** The inverse of segmentFile; null for every other file. */
export function segmentIndex(file: string): number | null {
  const digits = /^segment_(\d{5,})\.ts$/.exec(file)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * What no recorder of ours writes: six days of segments of two seconds, a segment of an hour, a line or a name
 * that long. Others may write there, too.
 */
export const MOST_SEGMENTS = 262_144;
const LONGEST_SEGMENT_MS = 3600_000;
const LONGEST_LINE = 1024;
const NAME = /^\w[\w.-]{0,99}$/;
/** What a `Date` can show, and far from its ends. */
const LATEST_MS = Date.UTC(2200, 0);

export function renderPlaylist(playlist: Playlist): string {
  const longest = playlist.segments.reduce((most, s) => Math.max(most, s.durationMs), 1);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    `#EXT-X-TARGETDURATION:${Math.ceil(longest / 1000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`,
  ];
  for (const segment of playlist.segments) {
    if (segment.discontinuity) lines.push('#EXT-X-DISCONTINUITY');
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startMs).toISOString()}`);
    lines.push(`#EXTINF:${(segment.durationMs / 1000).toFixed(3)},`, segment.uri);
  }
  if (playlist.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/**
 * Reads a playlist, also one by LiveKit Egress. A last line without its line end may be torn and is left out.
 * @returns null when the text is not a whole playlist (empty or torn), or none that a recorder writes: keep the last
 *   good one
 */
export function parsePlaylist(text: string): Playlist | null {
  if (!/^#EXTM3U\r?\n/.test(text)) return null;
  const playlist: Playlist = { mediaSequence: 0, segments: [], ended: false };
  let next: Partial<PlaylistSegment> = {};
  let clockMs = Number.NaN;
  for (const line of linesOf(text)) {
    if (line.length > LONGEST_LINE) return null;
    const value = line.slice(line.indexOf(':') + 1);
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) playlist.mediaSequence = readSequence(value);
    else if (line === '#EXT-X-DISCONTINUITY') next.discontinuity = true;
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) next.startMs = Date.parse(value);
    else if (line.startsWith('#EXTINF:'))
      next.durationMs = Math.round(Number.parseFloat(value) * 1000);
    else if (line === '#EXT-X-ENDLIST') playlist.ended = true;
    else if (line !== '' && !line.startsWith('#')) {
      const startMs = next.startMs ?? clockMs;
      const durationMs = next.durationMs ?? Number.NaN;
      const isTimed = Math.abs(startMs) <= LATEST_MS && durationMs >= 0;
      // A name with a slash would lead out of the folder.
      if (!isTimed || durationMs > LONGEST_SEGMENT_MS || !NAME.test(line)) return null;
      if (playlist.segments.length === MOST_SEGMENTS) return null;
      playlist.segments.push({
        uri: line,
        durationMs,
        startMs,
        discontinuity: next.discontinuity ?? false,
      });
      clockMs = startMs + durationMs;
      next = {};
    }
  }
  return Number.isSafeInteger(playlist.mediaSequence) ? playlist : null;
}

/** One at a time: a text of nothing but line ends would come to many times its size. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0, end = 0; ; from = end + 1) {
    end = text.indexOf('\n', from);
    if (end === -1) return;
    yield text.slice(from, text[end - 1] === '\r' ? Math.max(from, end - 1) : end);
  }
}

function readSequence(value: string): number {
  return /^\d{1,15}$/.test(value.trim()) ? Number(value) : Number.NaN;
}
