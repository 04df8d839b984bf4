import {
  DisconnectReason,
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoCodec,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createRooms, type Rooms } from '../server/livekit/rooms.ts';
import { shareToken } from '../server/livekit/tokens.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

const roomName = 'replay_1_2';

describe.skipIf(await skipWithout('livekit'))('rooms and share tokens on a real LiveKit', () => {
  let livekit: TestLivekit;
  let rooms: Rooms;
  let people: Room[] = [];

  beforeAll(async () => {
    livekit = await startLivekit();
    rooms = createRooms(livekit);
  });
  afterEach(async () => {
    await Promise.all(people.map((room) => room.disconnect()));
    people = [];
  });
  afterAll(() => livekit?.close());

  async function join(userId: string, room = roomName): Promise<Room> {
    const person = new Room();
    const token = await shareToken(livekit, { roomName: room, userId, name: 'Ada' });
    await person.connect(livekit.url, token, { autoSubscribe: true, dynacast: false });
    people.push(person);
    return person;
  }

  async function publish(person: Room, source: TrackSource) {
    const video = new VideoSource(320, 180);
    const options = new TrackPublishOptions({ source, videoCodec: VideoCodec.H264 });
    const track = LocalVideoTrack.createVideoTrack('picture', video);
    const publication = await person.localParticipant?.publishTrack(track, options);
    const frame = new VideoFrame(new Uint8Array(320 * 180 * 1.5), 320, 180, VideoBufferType.I420);
    video.captureFrame(frame);
    return publication;
  }

  /** Resolves when LiveKit has its first packets and lists it. */
  async function share(person: Room) {
    const publication = await publish(person, TrackSource.SOURCE_SCREENSHARE);
    return until('the share is listed', async () =>
      (await rooms.shares(roomName)).find((one) => one.videoTrackId === publication?.sid),
    );
  }

  test('a room that is not there has no shares', async () => {
    expect(await rooms.shares('replay_9_9')).toEqual([]);
  });

  test('a shared screen is listed while it is shared', async () => {
    const person = await join('42');
    await join('43');
    expect(await rooms.shares(roomName)).toEqual([]);
    const listed = await share(person);
    expect(listed).toMatchObject({ userId: '42', audioTrackId: null, encrypted: false });
    expect(await rooms.shares(roomName)).toEqual([listed]);
    expect(await rooms.list()).toContain(roomName);
    await person.localParticipant?.unpublishTrack(listed.videoTrackId);
    await until('it is listed no more', async () => (await rooms.shares(roomName)).length === 0);
  });

  test('rooms of others on the same server are not ours', async () => {
    await join('42', 'standup');
    expect(await rooms.list()).not.toContain('standup');
  });

  test('a share token publishes no camera', async () => {
    const person = await join('42');
    const refused = publish(person, TrackSource.SOURCE_CAMERA);
    await expect(refused).rejects.toThrow();
    expect(await rooms.shares(roomName)).toEqual([]);
  });

  test('a share token subscribes to nobody', async () => {
    const watcher = await join('43');
    let subscribed = 0;
    watcher.on('trackSubscribed', () => subscribed++);
    const other = await join('42');
    await share(other);
    await until('the watcher knows of the share', () =>
      [...watcher.remoteParticipants.values()].some((one) => one.trackPublications.size > 0),
    );
    for (const one of watcher.remoteParticipants.values()) {
      for (const publication of one.trackPublications.values()) publication.setSubscribed(true);
    }
    // A round trip through the server after the wish, so that a grant would have shown.
    await share(watcher);
    expect(subscribed).toBe(0);
  });

  test('who is put out sends nothing any more and is told; whoever is not there is no error', async () => {
    const person = await join('42');
    await share(person);
    const left = new Promise((resolve) => person.once('disconnected', resolve));
    await rooms.putOut(roomName, '42');
    expect(await left).toBe(DisconnectReason.PARTICIPANT_REMOVED);
    await until('it is listed no more', async () => (await rooms.shares(roomName)).length === 0);
    await rooms.putOut(roomName, '42');
    await rooms.putOut('replay_9_9', '42');
  });

  test('a LiveKit that is away is an error, not an empty room', async () => {
    await livekit.kill();
    await expect(rooms.shares(roomName)).rejects.toThrow();
    await expect(rooms.list()).rejects.toThrow();
    await livekit.restart();
  });
});
