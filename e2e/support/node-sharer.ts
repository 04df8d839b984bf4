import {
  AudioFrame,
  AudioSource,
  EncryptionType,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoCodec,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { roomName as nameOf } from '../../server/livekit/room-name.ts';
import { shareToken } from '../../server/livekit/tokens.ts';
import { COLUMNS, ROWS, STRIP, toCells } from './card/cells.ts';

export interface NodeShare {
  roomName: string;
  userId: string;
  videoTrackId: string;
  audioTrackId: null;
  /** From now on a tone of 440 Hz. */
  addSound(): Promise<void>;
  /** Resolves when it is out of the room for good. */
  gone: Promise<void>;
  stop(): Promise<void>;
}

const [WIDTH, HEIGHT] = [320, 180];
const [RATE, TONE_HZ] = [48_000, 440];
const FRAME_MS = 50;

/** Somebody shares small pictures that change, grey or with the test card's strip, without a browser. */
export async function shareFromNode(
  livekit: { url: string; apiKey: string; apiSecret: string },
  options: NodeShareOptions,
): Promise<NodeShare> {
  const { userId, roomName = nameOf('1', userId) } = options;
  const { videoCodec = VideoCodec.H264, encrypted = false, card, onDrawn } = options;
  const token = await shareToken(livekit, { roomName, userId, name: 'Ada' });
  const room = new Room();
  const gone = new Promise<void>((resolve) => room.once(RoomEvent.Disconnected, () => resolve()));
  const keyProviderOptions = { sharedKey: new TextEncoder().encode('a secret of ours') };
  const encryption = { keyProviderOptions, encryptionType: EncryptionType.GCM };
  const how = { autoSubscribe: false, dynacast: false };
  await room.connect(livekit.url, token, { ...how, ...(encrypted && { encryption }) });
  const video = new VideoSource(WIDTH, HEIGHT);
  const picture = LocalVideoTrack.createVideoTrack('picture', video);
  const published = { source: TrackSource.SOURCE_SCREENSHARE, videoCodec, simulcast: false };
  const me = room.localParticipant;
  const publication = await me?.publishTrack(picture, new TrackPublishOptions(published));
  const pixels = new Uint8Array((WIDTH * HEIGHT * 3) / 2);
  let counter = 0;
  const drawing = setInterval(() => {
    const clockMs = Date.now();
    pixels.fill((clockMs / 20) & 255);
    if (card !== undefined) drawCard(pixels, { clockMs, counter, card });
    counter = (counter + 1) & 65535;
    onDrawn?.(clockMs);
    video.captureFrame(new VideoFrame(pixels, WIDTH, HEIGHT, VideoBufferType.I420));
  }, FRAME_MS);
  let over = false;
  return {
    ...{ roomName, userId, videoTrackId: publication?.sid ?? '', audioTrackId: null, gone },
    async addSound() {
      const audio = new AudioSource(RATE, 1);
      const sound = LocalAudioTrack.createAudioTrack('sound', audio);
      const source = TrackSource.SOURCE_SCREENSHARE_AUDIO;
      await me?.publishTrack(sound, new TrackPublishOptions({ source }));
      void (async () => {
        for (let at = 0; !over; at += RATE / 100) await audio.captureFrame(tone(at));
      })();
    },
    async stop() {
      if (over) return;
      over = true;
      clearInterval(drawing);
      await room.disconnect();
    },
  };
}

export interface NodeShareOptions {
  userId: string;
  /** One of their own where not given. */
  roomName?: string;
  videoCodec?: VideoCodec;
  /** From end to end. */
  encrypted?: boolean;
  /** Number of a test card, 1 to 15, that clock.ts can read. */
  card?: number;
  /** Told of each picture that is handed over to be sent, ms since the epoch. */
  onDrawn?: (atMs: number) => void;
}

/** The strip at the top in black and white, all else grey. */
function drawCard(pixels: Uint8Array, reading: Parameters<typeof toCells>[0]): void {
  const [width, height] = [WIDTH / COLUMNS, (HEIGHT * STRIP) / ROWS];
  for (const [i, isWhite] of toCells(reading).entries()) {
    const left = (i % COLUMNS) * width;
    const top = Math.floor(i / COLUMNS) * height;
    for (let y = top; y < top + height; y++) {
      pixels.fill(isWhite ? 235 : 16, y * WIDTH + left, y * WIDTH + left + width);
    }
  }
  pixels.fill(128, WIDTH * HEIGHT);
}

/** Ten milliseconds of it, from a sample on. */
function tone(from: number): AudioFrame {
  const samples = Int16Array.from(
    { length: RATE / 100 },
    (_, i) => 12_000 * Math.sin((2 * Math.PI * TONE_HZ * (from + i)) / RATE),
  );
  return new AudioFrame(samples, RATE, 1, samples.length);
}
