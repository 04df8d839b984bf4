import { EgressInfo, SegmentedFileOutput, TrackCompositeEgressRequest } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { folderOf, segmentsInto, voiceFolderOf } from './layout.ts';

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

test('a microphone is found again by its folder, and is no share; nor is a share a microphone', () => {
  const voice = listed(segmentsInto('/replay-segments/42/voice/1795455195000'));
  expect(voiceFolderOf(voice, '/replay-segments')).toEqual({
    folder: '/replay-segments/42/voice/1795455195000',
    userId: '42',
  });
  expect(folderOf(voice, '/replay-segments')).toBeNull();
  const share = listed(segmentsInto('/replay-segments/42/1795455195000'));
  expect(voiceFolderOf(share, '/replay-segments')).toBeNull();
  expect(voiceFolderOf(new EgressInfo({ egressId: 'EG_1' }), '/replay-segments')).toBeNull();
});
