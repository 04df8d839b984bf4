import { EgressInfo, SegmentedFileOutput, TrackCompositeEgressRequest } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { folderOf, segmentsInto } from './layout.ts';

const listed = (output: SegmentedFileOutput) =>
  new EgressInfo({
    request: {
      case: 'trackComposite',
      value: new TrackCompositeEgressRequest({ segmentOutputs: [output] }),
    },
  });

test('what Egress is asked for is found again in what it lists', () => {
  const folder = '/replay-segments/80351110224678912/1795455195000';
  expect(folderOf(listed(segmentsInto(folder)), '/replay-segments')).toEqual({
    folder,
    userId: '80351110224678912',
    startedAtMs: 1795455195000,
  });
});

test('Egress gets the names that the segment index reads', () => {
  expect(segmentsInto('/a/1/2')).toMatchObject({
    filenamePrefix: '/a/1/2/segment',
    playlistName: '/a/1/2/playlist.m3u8',
    livePlaylistName: '/a/1/2/live.m3u8',
    segmentDuration: 2,
  });
});

test.each([
  ['elsewhere', '/other/80351110224678912/1795455195000/segment'],
  ['above', '/replay-segments/segment'],
  ['not deep enough', '/replay-segments/80351110224678912/segment'],
  ['too deep', '/replay-segments/80351110224678912/1795455195000/more/segment'],
  ['not ours by name', '/replay-segments/meeting/1795455195000/segment'],
])("somebody else's egress on the same LiveKit is left alone: %s", (_, filenamePrefix) => {
  const output = new SegmentedFileOutput({ filenamePrefix });
  expect(folderOf(listed(output), '/replay-segments')).toBeNull();
});

test('an egress of another kind is left alone', () => {
  expect(folderOf(new EgressInfo({ egressId: 'EG_1' }), '/replay-segments')).toBeNull();
});
