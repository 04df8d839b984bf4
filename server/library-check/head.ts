import { Input, MP4, type Source } from 'mediabunny';

/** What the index of a video says, which lies in front of it. */
export interface VideoHead {
  durationMs: number;
  width: number;
  height: number;
}

/** Reads no pictures and no sound. @throws Error when it is no MP4, or its index is not whole */
export async function readHead(source: Source): Promise<VideoHead> {
  using input = new Input({ formats: [MP4], source });
  const video = await input.getPrimaryVideoTrack();
  if (!video) throw new Error('its index names no picture');
  return {
    durationMs: (await input.computeDuration()) * 1000,
    width: await video.getDisplayWidth(),
    height: await video.getDisplayHeight(),
  };
}
