import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { roomName as nameOf } from '../../server/livekit/room-name.ts';
import { shareToken } from '../../server/livekit/tokens.ts';
import type { StageShare } from '../../server/recorder/recorder.contract.ts';
import { type BrowserOptions, openBrowser, processIds } from './browser.ts';
import { serveCards } from './card/serve-card.ts';

export interface ShareOptions {
  /** 'late': captured, but not published before addSound. */
  sound?: boolean | 'late';
  roomName?: string;
  /** Who it is; somebody unknown to Discord where not given. */
  userId?: string;
  videoCodec?: VideoCodec;
  /** In three sizes, of which LiveKit asks for those that somebody wants. */
  simulcast?: boolean;
  /** Of the picture, pixels. */
  size?: { width: number; height: number };
  fps?: number;
}

type VideoCodec = 'h264' | 'vp8' | 'vp9' | 'av1';

export interface PageShare extends StageShare {
  /** Shows the card and captures itself; a page's `publication` is the picture's. */
  page: Page;
  addSound(): Promise<void>;
}

export interface Sharers {
  /** Somebody new shares a test card, in a room of their own or in the one given. */
  share(options?: ShareOptions): Promise<PageShare>;
  /** Of the browser that they all use, see browser.ts. */
  processIds(): Promise<number[]>;
  close(): Promise<void>;
}

/** What the page below takes from livekit-client's global. */
declare const LivekitClient: typeof import('livekit-client');

const SIZE = { width: 960, height: 540 };
const CLIENT = createRequire(import.meta.url).resolve('livekit-client');

/** People who share without Hindsight's page, in small pictures: for tests of what comes after it. */
export async function openSharers(
  livekit: { url: string; apiKey: string; apiSecret: string },
  options: BrowserOptions = {},
): Promise<Sharers> {
  const [browser, cards] = await Promise.all([openBrowser(options), serveCards()]);
  let people = 0;
  return {
    async share(options = {}) {
      const { sound = true, size = SIZE, fps = 15, roomName, ...publishing } = options;
      people += 1;
      const userId = options.userId ?? String(1000 + people);
      const room = roomName ?? nameOf('1', userId);
      const token = await shareToken(livekit, { roomName: room, userId, name: `Sharer ${people}` });
      // A window of its own: a tab behind another one isn't drawn.
      const context = await browser.newContext({ viewport: size });
      const page = await context.newPage();
      await page.goto(cards.card({ id: 1 + (people % 4), fps, silent: !sound }).url);
      await page.addScriptTag({ path: CLIENT });
      const { videoCodec = 'h264', simulcast = false } = publishing;
      const { url } = livekit;
      const asked = { url, token, sound, size, fps, videoCodec, simulcast };
      const tracks = await page.evaluate(publish, asked);
      const stop = async () => {
        if (page.isClosed()) return;
        // As the button does: closing alone would be noticed by LiveKit some seconds later.
        await page.evaluate('stopSharing()');
        await context.close();
      };
      const pause = () => page.evaluate<void>('pauseSharing()');
      const resume = () => page.evaluate<void>('resumeSharing()');
      const addSound = () => page.evaluate<void>('addSound()');
      return { roomName: room, userId, ...tracks, page, pause, resume, addSound, stop };
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
  size,
  fps,
  videoCodec,
  simulcast,
}: Required<Pick<ShareOptions, 'sound' | 'size' | 'fps' | 'videoCodec' | 'simulcast'>> & {
  url: string;
  token: string;
}) {
  const { Room, Track } = LivekitClient;
  // As Hindsight's page: it never stops trying. By default ten tries are all, and a LiveKit that is away may use them up.
  const reconnectPolicy = {
    nextRetryDelayInMs: ({ retryCount }: { retryCount: number }) => Math.min(retryCount * 400, 1600),
  };
  const room = new Room({ dynacast: simulcast, reconnectPolicy });
  // Beside a full machine's other work a first attempt may take longer than its 15 s.
  await room.connect(url, token).catch(() => room.connect(url, token));
  const me = room.localParticipant;
  const tracks = await me.createScreenTracks({
    audio: sound !== false && {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: 2,
    },
    contentHint: 'motion',
    resolution: { ...size, frameRate: fps },
    preferCurrentTab: true,
  } as never);
  const publishing = {
    videoCodec,
    simulcast,
    backupCodec: false,
    screenShareEncoding: { maxBitrate: 1_500_000, maxFramerate: fps },
    degradationPreference: 'maintain-resolution',
  } as const;
  const isSound = ({ kind }: { kind: string }) => kind === 'audio';
  const publishAll = (some: typeof tracks) =>
    Promise.all(some.map((track) => me.publishTrack(track, publishing)));
  await publishAll(sound === 'late' ? tracks.filter((track) => !isSound(track)) : tracks);
  const publication = me.getTrackPublication(Track.Source.ScreenShare);
  Object.assign(globalThis, {
    publication,
    stopSharing: () => me.setScreenShareEnabled(false),
    pauseSharing: async () => void (await publication?.mute()),
    resumeSharing: async () => void (await publication?.unmute()),
    addSound: async () => void (await publishAll(tracks.filter(isSound))),
  });
  return {
    videoTrackId: publication?.trackSid ?? '',
    audioTrackId: me.getTrackPublication(Track.Source.ScreenShareAudio)?.trackSid ?? null,
  };
}
