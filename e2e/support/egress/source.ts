import { setTimeout as sleep } from 'node:timers/promises';
import {
  AudioStream,
  DisconnectReason,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  VideoBufferType,
  type VideoFrame,
  VideoStream,
} from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';

/** Pictures are decoded so much later at most, on a busy machine. */
const ON_ITS_WAY_MS = 4000;
/** How long a goodbye may take. */
const LEAVE_MS = 1000;
export const SAMPLE_RATE = 48_000;
export const CHANNELS = 2;

export interface SourceOptions {
  url: string;
  apiKey: string;
  apiSecret: string;
  roomName: string;
  egressId: string;
  /** '' for none */
  videoTrackId: string;
  /** '' for none */
  audioTrackId: string;
  /** How long tracks that aren't listed are waited for. */
  patienceMs: number;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** A decoded picture, I420. */
  onPicture(frame: VideoFrame): void;
  /** Interleaved 16 bit samples, 48 kHz stereo. */
  onSound(samples: Int16Array): void;
  /** The picture's track (the sound's where there is no other) or the room is gone. */
  onClosed(): void;
  /** The server doesn't answer any more; pictures may come again. */
  onLost(): void;
}

/**
 * Joins a room as an egress does (hidden, under the egress's id) and decodes one share.
 * @throws Error `track ... not found` when LiveKit lists no such track within `patienceMs`
 */
export async function joinAsEgress(options: SourceOptions) {
  const room = new Room();
  const wanted = [options.videoTrackId, options.audioTrackId].filter((sid) => sid !== '');
  const found = new Set<string>();
  let leaving = false;
  let lostAtMs: number | null = null;
  const closed = () => {
    // What a server that has started again doesn't know was not unpublished.
    if (!leaving && lostAtMs === null) options.onClosed();
  };
  const lose = () => {
    if (leaving || lostAtMs !== null) return;
    lostAtMs = Date.now();
    options.onLost();
  };
  const show = (picture: VideoFrame) => {
    // What was on its way doesn't mean that the server is back.
    if (lostAtMs !== null && Date.now() - lostAtMs < ON_ITS_WAY_MS) return;
    lostAtMs = null;
    options.onPicture(picture);
  };

  const subscribe = (publication: RemoteTrackPublication) => {
    const sid = publication.sid ?? '';
    if (!wanted.includes(sid) || found.has(sid)) return;
    found.add(sid);
    publication.setSubscribed(true);
  };
  room.on(RoomEvent.TrackPublished, subscribe);
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.sid === options.videoTrackId) void readPictures(track, show);
    else void readSound(track, options.onSound);
  });
  room.on(RoomEvent.TrackUnpublished, ({ sid }) => sid === wanted[0] && closed());
  room.on(RoomEvent.Reconnecting, lose);
  room.on(RoomEvent.Disconnected, (reason) =>
    reason === DisconnectReason.ROOM_DELETED || reason === DisconnectReason.PARTICIPANT_REMOVED
      ? closed()
      : lose(),
  );
  await room.connect(options.url, await egressToken(options), {
    autoSubscribe: false,
    dynacast: false,
  });
  for (const person of room.remoteParticipants.values()) {
    for (const publication of person.trackPublications.values()) subscribe(publication);
  }

  const leave = async () => {
    leaving = true;
    // A server that is gone is said goodbye to for long.
    await Promise.race([room.disconnect(), sleep(LEAVE_MS)]);
  };
  const missing = () => wanted.find((sid) => !found.has(sid));
  for (const endMs = Date.now() + options.patienceMs; missing() && !options.signal.aborted; ) {
    if (Date.now() > endMs) {
      await leave();
      throw new Error(`track ${missing()} not found`);
    }
    await sleep(50);
  }
  return { leave };
}

function egressToken({ apiKey, apiSecret, roomName, egressId }: SourceOptions): Promise<string> {
  const token = new AccessToken(apiKey, apiSecret, { identity: egressId });
  token.kind = 'egress';
  token.addGrant({
    roomJoin: true,
    room: roomName,
    canSubscribe: true,
    canPublish: false,
    canPublishData: false,
    hidden: true,
    recorder: true,
  });
  return token.toJwt();
}

async function readPictures(track: RemoteTrack, onPicture: SourceOptions['onPicture']) {
  for await (const { frame } of new VideoStream(track)) {
    onPicture(frame.type === VideoBufferType.I420 ? frame : frame.convert(VideoBufferType.I420));
  }
}

async function readSound(track: RemoteTrack, onSound: SourceOptions['onSound']) {
  for await (const frame of new AudioStream(track, SAMPLE_RATE, CHANNELS)) onSound(frame.data);
}
