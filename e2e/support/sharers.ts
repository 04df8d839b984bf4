import { createRequire } from 'node:module';
import { roomName as nameOf } from '../../server/livekit/room-name.ts';
import { shareToken } from '../../server/livekit/tokens.ts';
import type { StageShare } from '../../server/recorder/recorder.contract.ts';
import { type BrowserOptions, openBrowser, processIds } from './browser.ts';
import { serveCards } from './card/serve-card.ts';

export interface ShareOptions {
  sound?: boolean;
  roomName?: string;
  /** Who it is; somebody unknown to Discord where not given. */
  userId?: string;
  videoCodec?: 'h264' | 'vp8';
}

export interface Sharers {
  /** Somebody new shares a test card, in a room of their own or in the one given. */
  share(options?: ShareOptions): Promise<StageShare>;
  /** Of the browser that they all use, see browser.ts. */
  processIds(): Promise<number[]>;
  close(): Promise<void>;
}

/** What the page below takes from livekit-client's global. */
declare const LivekitClient: typeof import('livekit-client');

const CLIENT = createRequire(import.meta.url).resolve('livekit-client');

/** People who share without Hindsight's page, in small pictures: for tests of what comes after it. */
export async function openSharers(
  livekit: { url: string; apiKey: string; apiSecret: string },
  options: BrowserOptions = {},
): Promise<Sharers> {
  const [browser, cards] = await Promise.all([openBrowser(options), serveCards()]);
  let people = 0;
  return {
    async share({ sound = true, roomName, videoCodec = 'h264', ...options } = {}) {
      people += 1;
      const userId = options.userId ?? String(1000 + people);
      const room = roomName ?? nameOf('1', userId);
      const token = await shareToken(livekit, { roomName: room, userId, name: `Sharer ${people}` });
      // A window of its own: a tab behind another one isn't drawn.
      const context = await browser.newContext({ viewport: { width: 960, height: 540 } });
      const page = await context.newPage();
      await page.goto(cards.card({ id: 1 + (people % 4), fps: 15, silent: !sound }).url);
      await page.addScriptTag({ path: CLIENT });
      const tracks = await page.evaluate(publish, {
        url: livekit.url,
        token,
        sound,
        videoCodec,
      });
      const stop = async () => {
        if (page.isClosed()) return;
        // As the button does: closing alone would be noticed by LiveKit some seconds later.
        await page.evaluate('stopSharing()');
        await context.close();
      };
      const pause = () => page.evaluate<void>('pauseSharing()');
      const resume = () => page.evaluate<void>('resumeSharing()');
      return { roomName: room, userId, ...tracks, pause, resume, stop };
    },
    processIds: () => processIds(browser),
    async close() {
      await Promise.all([browser.close(), cards.close()]);
    },
  };
}

/** Runs in the page. */
async function publish({
  url,
  token,
  sound,
  videoCodec,
}: {
  url: string;
  token: string;
  sound: boolean;
  videoCodec: 'h264' | 'vp8';
}) {
  const { Room, Track } = LivekitClient;
  const room = new Room();
  // Beside a full machine's other work a first attempt may take longer than its 15 s.
  await room.connect(url, token).catch(() => room.connect(url, token));
  const me = room.localParticipant;
  await me.setScreenShareEnabled(
    true,
    {
      audio: sound && {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
        channelCount: 2,
      },
      contentHint: 'motion',
      resolution: { width: 960, height: 540, frameRate: 15 },
      preferCurrentTab: true,
    } as never,
    {
      videoCodec,
      simulcast: false,
      backupCodec: false,
      screenShareEncoding: { maxBitrate: 1_500_000, maxFramerate: 15 },
      degradationPreference: 'maintain-resolution',
    },
  );
  const picture = me.getTrackPublication(Track.Source.ScreenShare);
  Object.assign(globalThis, {
    stopSharing: () => me.setScreenShareEnabled(false),
    pauseSharing: async () => void (await picture?.mute()),
    resumeSharing: async () => void (await picture?.unmute()),
  });
  return {
    videoTrackId: me.getTrackPublication(Track.Source.ScreenShare)?.trackSid ?? '',
    audioTrackId: me.getTrackPublication(Track.Source.ScreenShareAudio)?.trackSid ?? null,
  };
}
