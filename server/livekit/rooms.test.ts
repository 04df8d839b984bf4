import { ParticipantInfo, TrackInfo, TrackSource, TrackType } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { publishedShare } from './rooms.ts';

const picture = {
  sid: 'TR_V1',
  type: TrackType.VIDEO,
  source: TrackSource.SCREEN_SHARE,
  mimeType: 'video/H264',
  width: 1280,
  height: 720,
};
const sound = { sid: 'TR_A1', type: TrackType.AUDIO, source: TrackSource.SCREEN_SHARE_AUDIO };

function person(...tracks: ConstructorParameters<typeof TrackInfo>[0][]) {
  return new ParticipantInfo({ identity: '42', tracks: tracks.map((one) => new TrackInfo(one)) });
}

test('a screen with sound', () => {
  expect(publishedShare(person(sound, picture))).toEqual({
    userId: '42',
    videoTrackId: 'TR_V1',
    audioTrackId: 'TR_A1',
    mimeType: 'video/H264',
    width: 1280,
    height: 720,
    fps: 30,
    bitsPerS: null,
    encrypted: false,
    muted: false,
  });
});

test('its rate stands in its name, what it is sent with in its layers', () => {
  const told = { ...picture, name: 'screen@60', layers: [{ bitrate: 4_000_000 }] };
  expect(publishedShare(person(told))).toMatchObject({ fps: 60, bitsPerS: 4_000_000 });
  expect(publishedShare(person({ ...picture, name: 'screen@0' }))).toMatchObject({ fps: 30 });
});

test('a screen without sound; a microphone is not its sound', () => {
  const microphone = { ...sound, source: TrackSource.MICROPHONE };
  expect(publishedShare(person(picture, microphone))?.audioTrackId).toBeNull();
});

test.each([
  ['nothing', []],
  ['a camera', [{ ...picture, source: TrackSource.CAMERA }]],
  ['only the sound of a screen', [sound]],
])('%s is no share', (_, tracks) => {
  expect(publishedShare(person(...tracks))).toBeNull();
});

test('of two screens of one person the newer counts, in whatever order they are listed', () => {
  const older = { ...picture, version: { unixMicro: 1_795_455_193_301_177n } };
  const newer = { ...picture, sid: 'TR_V2', version: { unixMicro: 1_795_455_193_301_178n } };
  expect(publishedShare(person(older, newer))?.videoTrackId).toBe('TR_V2');
  expect(publishedShare(person(newer, older))?.videoTrackId).toBe('TR_V2');
});

test('an end-to-end encrypted screen says so', () => {
  expect(publishedShare(person({ ...picture, encryption: 1 }))?.encrypted).toBe(true);
});

test('a paused screen is still published', () => {
  expect(publishedShare(person({ ...picture, muted: true }))?.muted).toBe(true);
});

test.each([
  ['voice', false],
  ['voice for others', true],
  ['', false],
])('a microphone beside a screen, named "%s"', (name, forOthers) => {
  const microphone = { ...sound, sid: 'TR_M', source: TrackSource.MICROPHONE, name };
  const share = publishedShare(person(picture, sound, microphone));
  expect(share).toMatchObject({ audioTrackId: 'TR_A1', voice: { trackId: 'TR_M', forOthers } });
  // Nobody is heard who shows nothing.
  expect(publishedShare(person(microphone))).toBeNull();
});
