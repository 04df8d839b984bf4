import { createRequire } from 'node:module';
import { recorderToken } from '../../../server/recorder/embedded/signalling/token.ts';
import { openBrowser } from '../browser.ts';

/** What a browser made of the same share. */
export interface Watched {
  /** Pictures that it could decode. */
  decoded: number;
  lostPackets: number;
  /** How long it showed the same picture for longer than is usual, ms, and how often. */
  frozenMs: number;
  freezes: number;
}

/** What the page below takes from livekit-client's global. */
declare const LivekitClient: typeof import('livekit-client');

const CLIENT = createRequire(import.meta.url).resolve('livekit-client');

/** A browser that watches the one share in a room, as people do. `url`: LiveKit, or a relay to it. */
export async function openWatcher(
  livekit: { url: string; apiKey: string; apiSecret: string },
  roomName: string,
): Promise<{ watched(): Promise<Watched>; close(): Promise<void> }> {
  const browser = await openBrowser();
  const page = await browser.newPage();
  await page.addScriptTag({ path: CLIENT });
  const token = await recorderToken(livekit, roomName, 'watcher');
  await page.evaluate(watch, { url: livekit.url, token });
  return { watched: () => page.evaluate<Watched>('watched()'), close: () => browser.close() };
}

/** Runs in the page. Resolves when there is a picture. */
async function watch({ url, token }: { url: string; token: string }): Promise<void> {
  const { Room, RoomEvent } = LivekitClient;
  const room = new Room();
  const shown = new Promise<RTCRtpReceiver>((resolve) => {
    room.on(RoomEvent.TrackSubscribed, (track) => {
      document.body.append(track.attach());
      if (track.kind === 'video' && track.receiver) resolve(track.receiver);
    });
  });
  await room.connect(url, token);
  const receiver = await shown;
  const inbound = async () =>
    [...(await receiver.getStats()).values()].find(({ type }) => type === 'inbound-rtp');
  while (!(await inbound())?.framesDecoded) await new Promise((again) => setTimeout(again, 100));
  Object.assign(globalThis, {
    watched: async () => {
      const stats = await inbound();
      return {
        decoded: stats.framesDecoded,
        lostPackets: stats.packetsLost,
        frozenMs: stats.totalFreezesDuration * 1000,
        freezes: stats.freezeCount,
      };
    },
  });
}
