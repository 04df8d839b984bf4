import { EgressInfo, SegmentedFileOutput, TrackCompositeEgressRequest } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import type { BucketConfig } from '../../storage/bucket-config.ts';
import { folderOf, segmentsInto, voiceFolderOf } from './layout.ts';

const AT = { segmentsPath: '/replay-segments' };
const listed = (output: SegmentedFileOutput) =>
  new EgressInfo({
    request: {
      case: 'trackComposite',
      value: new TrackCompositeEgressRequest({ segmentOutputs: [output] }),
    },
  });

test('what Egress is asked for is found again in what it lists', () => {
  const folder = '/replay-segments/80351110224678912/1795455195000';
  expect(folderOf(listed(segmentsInto(folder, AT)), AT)).toEqual({
    folder,
    userId: '80351110224678912',
    startedAtMs: 1795455195000,
  });
});

test('Egress gets the names that the segment index reads', () => {
  expect(segmentsInto('/a/1/2', { segmentsPath: '/a' })).toMatchObject({
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
  expect(folderOf(listed(output), AT)).toBeNull();
});

test('an egress of another kind is left alone', () => {
  expect(folderOf(new EgressInfo({ egressId: 'EG_1' }), AT)).toBeNull();
});

test('a microphone is found again by its folder, and is no share; nor is a share a microphone', () => {
  const voice = listed(segmentsInto('/replay-segments/42/voice/1795455195000', AT));
  expect(voiceFolderOf(voice, AT)).toEqual({
    folder: '/replay-segments/42/voice/1795455195000',
    userId: '42',
  });
  expect(folderOf(voice, AT)).toBeNull();
  const share = listed(segmentsInto('/replay-segments/42/1795455195000', AT));
  expect(voiceFolderOf(share, AT)).toBeNull();
  expect(voiceFolderOf(new EgressInfo({ egressId: 'EG_1' }), AT)).toBeNull();
});

const S3: BucketConfig = {
  ...{ kind: 's3', bucket: 'replays', region: 'eu-central-1', prefix: 'hindsight/' },
  ...{ endpoint: 'https://s3.example.org', forcePathStyle: true },
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
};
const AZURE: BucketConfig = {
  ...{ kind: 'azure', connectionString: 'AccountName=ours', container: 'replays' },
  ...{ accountName: 'ours', accountKey: 'secret' },
};

test.each([
  [
    { ...AT, bucket: S3 },
    'hindsight/segments/42/1795455195000/segment',
    {
      case: 's3',
      value: {
        ...{ bucket: 'replays', region: 'eu-central-1', accessKey: 'key', secret: 'secret' },
        ...{ endpoint: 'https://s3.example.org', forcePathStyle: true },
      },
    },
  ],
  [
    { ...AT, bucket: AZURE },
    'segments/42/1795455195000/segment',
    {
      case: 'azure',
      value: { accountName: 'ours', accountKey: 'secret', containerName: 'replays' },
    },
  ],
])('into a bucket it uploads by itself, under the keys that we read: %#', (at, prefix, output) => {
  const folder = '/replay-segments/42/1795455195000';
  const asked = segmentsInto(folder, at);
  expect(asked).toMatchObject({ filenamePrefix: prefix, output });
  const found = { folder, userId: '42', startedAtMs: 1795455195000 };
  expect(folderOf(listed(asked), at)).toEqual(found);
  const voice = listed(segmentsInto('/replay-segments/42/voice/1795455195000', at));
  expect(voiceFolderOf(voice, at)).toEqual({
    folder: '/replay-segments/42/voice/1795455195000',
    userId: '42',
  });
  expect(folderOf(voice, at)).toBeNull();
});

test('without keys of ours, Egress takes what its machine has', () => {
  const at = { ...AT, bucket: { ...S3, credentials: undefined, endpoint: undefined } };
  const { output } = segmentsInto('/replay-segments/42/1', at);
  expect(output.value).toMatchObject({ accessKey: '', secret: '', endpoint: '' });
});
