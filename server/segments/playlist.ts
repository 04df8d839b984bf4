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

export function renderPlaylist(playlist: Playlist): string {
  const longest = Math.max(1, ...playlist.segments.map((s) => Math.ceil(s.durationMs / 1000)));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    `#EXT-X-TARGETDURATION:${longest}`,
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
 * @returns null when the text is not a whole playlist (empty or torn): keep the last good one
 */
export function parsePlaylist(text: string): Playlist | null {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split(/\r?\n/);
  if (lines[0] !== '#EXTM3U') return null;
  const playlist: Playlist = { mediaSequence: 0, segments: [], ended: false };
  let next: Partial<PlaylistSegment> = {};
  let clockMs = Number.NaN;
  for (const line of lines) {
    const value = line.slice(line.indexOf(':') + 1);
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) playlist.mediaSequence = Number(value);
    else if (line === '#EXT-X-DISCONTINUITY') next.discontinuity = true;
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) next.startMs = Date.parse(value);
    else if (line.startsWith('#EXTINF:'))
      next.durationMs = Math.round(Number.parseFloat(value) * 1000);
    else if (line === '#EXT-X-ENDLIST') playlist.ended = true;
    else if (line !== '' && !line.startsWith('#')) {
      const startMs = next.startMs ?? clockMs;
      const durationMs = next.durationMs ?? Number.NaN;
      // A name with a slash would lead out of the folder.
      if (!Number.isFinite(startMs) || !(durationMs >= 0) || line.includes('/')) return null;
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
  return Number.isInteger(playlist.mediaSequence) ? playlist : null;
}
