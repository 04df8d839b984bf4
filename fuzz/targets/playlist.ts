import {
  MOST_SEGMENTS,
  type Playlist,
  parsePlaylist,
  renderPlaylist,
  segmentFile,
} from '../../server/segments/playlist.ts';
import { mutated } from '../mutate.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';

const START = Date.UTC(2026, 10, 23);
const SAMPLES = [
  renderPlaylist({ mediaSequence: 7, segments: segments(4), ended: true }),
  // As LiveKit Egress writes it.
  [
    ...['#EXTM3U', '#EXT-X-VERSION:4', '#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-TARGETDURATION:2'],
    ...['#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T18:00:34.38Z'],
    ...['#EXTINF:2.120,', 'segment_00000.ts', '#EXTINF:4.033333,', 'segment_00001.ts', ''],
  ].join('\n'),
];
const LINES = [
  ...['#EXTM3U', '#EXT-X-ENDLIST', '#EXT-X-DISCONTINUITY', '#EXT-X-MEDIA-SEQUENCE:1e308', ''],
  ...[
    '#EXT-X-MEDIA-SEQUENCE:-1',
    '#EXT-X-MEDIA-SEQUENCE:NaN',
    '#EXT-X-MEDIA-SEQUENCE:9'.repeat(40),
  ],
  ...['#EXTINF:1e308,', '#EXTINF:-0,', '#EXTINF:NaN,', '#EXTINF:Infinity,', '#EXTINF:9e15,x'],
  ...['#EXT-X-PROGRAM-DATE-TIME:+275760-09-13T00:00:00Z', '#EXT-X-PROGRAM-DATE-TIME:0'],
  ...[
    '../../../etc/passwd',
    '/etc/passwd',
    'http://127.0.0.1/x.ts',
    'data:video/mp2t,x',
    '..',
    '.',
  ],
  ...['a\0b.ts', 'a\\b.ts', 'segment_99999999999999999999.ts', `${'a'.repeat(5000)}.ts`],
  ...[
    '#EXT-X-KEY:METHOD=AES-128,URI="http://127.0.0.1/key"',
    '#EXT-X-MAP:URI="file:///etc/passwd"',
  ],
];

function segments(count: number): Playlist['segments'] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ uri: segmentFile(7 + i), durationMs: 2000 },
    ...{ startMs: START + 2000 * i, discontinuity: i === 2 },
  }));
}

function make(random: Random): Buffer {
  const sample = Buffer.from(random.pick(SAMPLES));
  if (random.chance(0.4)) return mutated(sample, random);
  const lines = sample.toString().split('\n');
  for (let times = 1 + random.below(4); times > 0; times--) {
    lines.splice(1 + random.below(lines.length), random.below(2), random.pick(LINES));
  }
  return Buffer.from(lines.join(random.chance(0.1) ? '\r\n' : '\n'));
}

export const playlist: Target = {
  name: 'playlist',
  make,
  run(input) {
    const read = parsePlaylist(input.toString());
    if (!read) return;
    must(read.segments.length <= MOST_SEGMENTS, 'there is an end to it');
    for (const { uri, startMs, durationMs } of read.segments) {
      must(/^[\w.-]{1,100}$/.test(uri) && !/^\.+$/.test(uri), 'a name is one of a file beside it');
      must(
        Number.isFinite(startMs) && durationMs >= 0 && durationMs <= 3600_000,
        'a time there is',
      );
    }
    const again = parsePlaylist(renderPlaylist(read));
    must(JSON.stringify(again) === JSON.stringify(read), 'what was read can be written again');
  },
};
