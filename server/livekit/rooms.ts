import {
  type ParticipantInfo,
  RoomServiceClient,
  ServerError,
  type TrackInfo,
  TrackSource,
  TrackType,
} from 'livekit-server-sdk';
import { ROOM_PREFIX } from './room-name.ts';
import type { LiveKitKeys } from './tokens.ts';

/** What LiveKit says is published: the only source for what ought to be recorded. */
export interface Rooms {
  /** Names of the rooms that are ours. */
  list(): Promise<string[]>;
  /** One entry for each person who shares a screen in the room; [] where there is no such room. */
  shares(roomName: string): Promise<PublishedShare[]>;
  /** LiveKit's id of the room as it is now; another one once it was closed or LiveKit restarted, null in between. */
  sid(roomName: string): Promise<string | null>;
  /** Ends what somebody sends there, for good: their page does not come back by itself. No error where nobody is. */
  putOut(roomName: string, userId: string): Promise<void>;
}

export interface PublishedShare {
  /** LiveKit participant identity, which is the Discord user id. */
  userId: string;
  videoTrackId: string;
  /** null when the share has no sound (yet). */
  audioTrackId: string | null;
  /** Of the picture, such as `video/H264`. */
  mimeType: string;
  /** Pixels, as announced by the sharer. */
  width: number;
  height: number;
  /** Frames/s: the sharing page writes them into its track's name, LiveKit doesn't tell. */
  fps: number;
  /** What the sharer sends at most, bit/s; null where it isn't announced. */
  bitsPerS: number | null;
  encrypted: boolean;
  /** The sharer has paused it: no picture is to be expected. */
  muted: boolean;
  /** Their microphone; absent where they share none. */
  voice?: PublishedVoice;
}

export interface PublishedVoice {
  trackId: string;
  /** It may go into clips that others make: the sharing page writes that into the track's name. */
  forOthers: boolean;
}

const VOICE_FOR_OTHERS = 'voice for others';

/** Of shares that don't say. */
const DEFAULT_FPS = 30;

export interface RoomsOptions extends LiveKitKeys {
  /** ws, wss, http or https. */
  url: string;
}

/** Every call throws when LiveKit can't be reached: no answer is not the same as no share. */
export function createRooms({ url, apiKey, apiSecret }: RoomsOptions): Rooms {
  const client = new RoomServiceClient(url, apiKey, apiSecret, { requestTimeout: 5 });

  return {
    async list() {
      const rooms = await client.listRooms();
      return rooms.map((room) => room.name).filter((name) => name.startsWith(ROOM_PREFIX));
    },
    async shares(roomName) {
      const people = await orIfMissing(client.listParticipants(roomName), []);
      return people.flatMap((person) => publishedShare(person) ?? []);
    },
    async sid(roomName) {
      return (await client.listRooms([roomName]))[0]?.sid ?? null;
    },
    async putOut(roomName, userId) {
      await orIfMissing(client.removeParticipant(roomName, userId), undefined);
    },
  };
}

/** @returns null when they share no screen, as every recorder does not. */
export function publishedShare(person: ParticipantInfo): PublishedShare | null {
  const video = newest(person, TrackType.VIDEO, TrackSource.SCREEN_SHARE);
  if (!video) return null;
  const voice = newest(person, TrackType.AUDIO, TrackSource.MICROPHONE);
  return {
    userId: person.identity,
    videoTrackId: video.sid,
    audioTrackId: newest(person, TrackType.AUDIO, TrackSource.SCREEN_SHARE_AUDIO)?.sid ?? null,
    mimeType: video.mimeType,
    width: video.width,
    height: video.height,
    fps: Number(/@(\d{1,3})$/.exec(video.name)?.[1] ?? DEFAULT_FPS) || DEFAULT_FPS,
    bitsPerS: Math.max(0, ...video.layers.map(({ bitrate }) => bitrate)) || null,
    encrypted: video.encryption !== 0,
    muted: video.muted,
    ...(voice && {
      voice: { trackId: voice.sid, forOthers: voice.name === VOICE_FOR_OTHERS },
    }),
  };
}

/** While a share is published again, the old track may be listed beside the new one for a moment. */
function newest(person: ParticipantInfo, type: TrackType, source: TrackSource) {
  const age = (track: TrackInfo) => track.version?.unixMicro ?? 0n;
  return person.tracks
    .filter((track) => track.type === type && track.source === source)
    .sort((a, b) => Number(age(a) - age(b)))
    .at(-1);
}

function orIfMissing<T>(call: Promise<T>, fallback: T): Promise<T> {
  return call.catch((error) => {
    if (error instanceof ServerError && error.code === 'not_found') return fallback;
    throw error;
  });
}
