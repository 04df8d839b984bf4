import { type Choice, encodingOf, QUALITIES } from './quality.ts';

/** What the browser says of encoding H.264 at each quality, by its id. */
export type Encoding = Record<string, MediaCapabilitiesInfo | undefined>;

type Asked = Pick<MediaCapabilities, 'encodingInfo'>;

/** @returns {} where the browser tells nothing */
export async function checkEncoding(
  choice: Choice,
  capabilities: Asked | undefined = navigator.mediaCapabilities,
): Promise<Encoding> {
  const found = QUALITIES.map(async (quality) => {
    const { maxBitrate, maxFramerate } = encodingOf({ ...choice, quality });
    const asked = capabilities?.encodingInfo({
      type: 'webrtc',
      video: {
        // Constrained baseline, as the page sends it.
        contentType:
          'video/H264;level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
        width: quality.width,
        height: quality.height,
        bitrate: maxBitrate,
        framerate: maxFramerate,
      },
    });
    return [quality.id, await asked?.catch(() => undefined)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** Only advice: browsers guess, so nothing is forbidden for it. */
export function effortOf(info: MediaCapabilitiesInfo | undefined): 'light' | 'heavy' | 'unknown' {
  if (!info) return 'unknown';
  if (!info.supported || !info.smooth) return 'heavy';
  return info.powerEfficient ? 'light' : 'unknown';
}
