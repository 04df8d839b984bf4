import { describe, expect, test } from 'vitest';
import {
  type Playlist,
  type PlaylistSegment,
  parsePlaylist,
  renderPlaylist,
  segmentFile,
  segmentIndex,
} from './playlist.ts';

const START = Date.parse('2026-11-23T18:00:00.000Z');

function segment(index: number, change: Partial<PlaylistSegment> = {}): PlaylistSegment {
  return {
    uri: segmentFile(index),
    startMs: START + index * 2000,
    durationMs: 2000,
    discontinuity: false,
    ...change,
  };
}

const playlists: Record<string, Playlist> = {
  empty: { mediaSequence: 0, segments: [], ended: false },
  'empty and ended': { mediaSequence: 0, segments: [], ended: true },
  'from the start': { mediaSequence: 0, segments: [segment(0), segment(1)], ended: false },
  'the first ones dropped': { mediaSequence: 7, segments: [segment(7), segment(8)], ended: true },
  'a discontinuity and a gap': {
    mediaSequence: 0,
    segments: [segment(0), segment(1, { startMs: START + 60_123, discontinuity: true })],
    ended: false,
  },
  'one frame': { mediaSequence: 0, segments: [segment(0, { durationMs: 33 })], ended: false },
  'longer than usual': {
    mediaSequence: 0,
    segments: [segment(0, { durationMs: 12_345 })],
    ended: false,
  },
  'past five digits': { mediaSequence: 123_456, segments: [segment(123_456)], ended: false },
};

test.each(Object.entries(playlists))('parsing undoes rendering: %s', (_name, playlist) => {
  expect(parsePlaylist(renderPlaylist(playlist))).toEqual(playlist);
});

test('rendering undoes parsing, and is what players expect', () => {
  const text = [
    '#EXTM3U',
    '#EXT-X-VERSION:4',
    '#EXT-X-TARGETDURATION:3',
    '#EXT-X-MEDIA-SEQUENCE:4',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:08.000Z',
    '#EXTINF:2.000,',
    'segment_00004.ts',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:12.340Z',
    '#EXTINF:2.033,',
    'segment_00005.ts',
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
  expect(renderPlaylist(parsePlaylist(text) as Playlist)).toBe(text);
});

/** As LiveKit Egress writes it: fractions without trailing zeros, a gap, EXTINF over the target duration. */
const EGRESS = [
  '#EXTM3U',
  '#EXT-X-VERSION:4',
  '#EXT-X-PLAYLIST-TYPE:EVENT',
  '#EXT-X-ALLOW-CACHE:NO',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-MEDIA-SEQUENCE:0',
  '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:34.38Z',
  '#EXTINF:2.120,',
  'segment_00000.ts',
  '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:36.5Z',
  '#EXTINF:4.033333,',
  'segment_00001.ts',
  '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:41Z',
  '#EXTINF:0.033,',
  'segment_00002.ts',
  '',
].join('\n');

describe('a playlist by Egress', () => {
  const seconds = (playlist: Playlist | null) =>
    playlist?.segments.map((s) => [s.uri, (s.startMs - START) / 1000, s.durationMs]);
  const all = [
    ['segment_00000.ts', 34.38, 2120],
    ['segment_00001.ts', 36.5, 4033],
    ['segment_00002.ts', 41, 33],
  ];

  test('is read whole', () => {
    expect(seconds(parsePlaylist(EGRESS))).toEqual(all);
    expect(parsePlaylist(EGRESS)?.ended).toBe(false);
    expect(parsePlaylist(`${EGRESS}#EXT-X-ENDLIST\n`)?.ended).toBe(true);
    expect(seconds(parsePlaylist(EGRESS.replaceAll('\n', '\r\n')))).toEqual(all);
  });

  test('torn anywhere, it is null or a beginning of the whole', () => {
    for (let length = 0; length < EGRESS.length; length++) {
      const torn = parsePlaylist(EGRESS.slice(0, length));
      if (torn) expect(seconds(torn)).toEqual(all.slice(0, torn.segments.length));
    }
  });
});

const HEAD = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n';
const DATED = '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:00Z\n';
test.each([
  ['', 'empty'],
  ['#EXTM3U', 'a torn first line'],
  ['<html>\n', 'something else'],
  [`${HEAD}#EXTINF:2,\nsegment_00000.ts\n`, 'no time at all'],
  [`${HEAD}${DATED}segment_00000.ts\n`, 'no duration'],
  [`${HEAD}${DATED}#EXTINF:-2,\nsegment_00000.ts\n`, 'a negative duration'],
  [`${HEAD}#EXT-X-PROGRAM-DATE-TIME:soon\n#EXTINF:2,\nsegment_00000.ts\n`, 'no date'],
  [`${HEAD}${DATED}#EXTINF:2,\n../1/segment_00000.ts\n`, 'a way out of the folder'],
  ['#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:many\n', 'no media sequence'],
])('%j is null: %s', (text) => {
  expect(parsePlaylist(text)).toBeNull();
});

test('a segment without a time of its own follows the one before it', () => {
  const text = `${HEAD}${DATED}#EXTINF:2.5,\nsegment_00000.ts\n#EXTINF:2,\nsegment_00001.ts\n`;
  expect(parsePlaylist(text)?.segments[1]?.startMs).toBe(START + 2500);
});

test.each([0, 7, 99_999, 100_000, 1_234_567])('segmentIndex undoes segmentFile: %i', (index) => {
  expect(segmentIndex(segmentFile(index))).toBe(index);
});

test.each(['playlist.m3u8', 'segment_1.ts', 'segment_00001.ts.tmp', 'xsegment_00001.ts'])(
  '%s is no segment',
  (file) => {
    expect(segmentIndex(file)).toBeNull();
  },
);
