/** A segment as Egress's playlists list it. */
export interface Entry {
  uri: string;
  startMs: number;
  durationS: number;
}

const LIVE_ENTRIES = 5;

/** Every segment since the start. */
export function eventPlaylist(entries: Entry[], segmentS: number, ended: boolean): string {
  return render(
    ['#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-ALLOW-CACHE:NO'],
    entries,
    0,
    segmentS,
    ended,
  );
}

/** The last five. */
export function livePlaylist(entries: Entry[], segmentS: number, ended: boolean): string {
  const from = Math.max(0, entries.length - LIVE_ENTRIES);
  return render(['#EXT-X-ALLOW-CACHE:NO'], entries.slice(from), from, segmentS, ended);
}

function render(
  head: string[],
  entries: Entry[],
  sequence: number,
  segmentS: number,
  ended: boolean,
) {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    ...head,
    `#EXT-X-TARGETDURATION:${segmentS}`,
    `#EXT-X-MEDIA-SEQUENCE:${sequence}`,
    ...entries.flatMap(({ uri, startMs, durationS }) => [
      `#EXT-X-PROGRAM-DATE-TIME:${shortTime(startMs)}`,
      `#EXTINF:${durationS.toFixed(3)},`,
      uri,
    ]),
    ...(ended ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');
}

/** As Go writes it: zeros at the end of the fraction are dropped. */
function shortTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0+Z$/, 'Z');
}
