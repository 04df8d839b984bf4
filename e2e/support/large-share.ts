import {
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoCodec,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { roomName as nameOf } from '../../server/livekit/room-name.ts';
import { shareToken } from '../../server/livekit/tokens.ts';

const FRAME_MS = 500;

/** Somebody shares huge pictures, past the share page, which would make them smaller. */
export async function shareLarge(
  livekit: { url: string; apiKey: string; apiSecret: string },
  { userId, width, height }: { userId: string; width: number; height: number },
) {
  const roomName = nameOf('1', userId);
  const room = new Room();
  const token = await shareToken(livekit, { roomName, userId, name: 'Ada' });
  await room.connect(livekit.url, token, { autoSubscribe: false, dynacast: false });
  const video = new VideoSource(width, height);
  const track = LocalVideoTrack.createVideoTrack('picture', video);
  const publication = await room.localParticipant?.publishTrack(
    track,
    new TrackPublishOptions({
      ...{ source: TrackSource.SOURCE_SCREENSHARE, videoCodec: VideoCodec.VP8, simulcast: false },
    }),
  );
  const pixels = new Uint8Array((width * height * 3) / 2);
  const drawing = setInterval(() => {
    pixels.fill((Date.now() / 20) & 255, 0, width);
    video.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.I420));
  }, FRAME_MS);
  return {
    ...{ roomName, userId, videoTrackId: publication?.sid ?? '' },
    async stop() {
      clearInterval(drawing);
      await room.disconnect();
    },
  };
}
