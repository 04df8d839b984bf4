import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlerts } from '../server/alerts.ts';
import { createApiKeys } from '../server/auth/api-keys.ts';
import { createLinks } from '../server/auth/links.ts';
import { createMemberships } from '../server/auth/memberships.ts';
import type { AskPostPlaces } from '../server/auth/post-places.ts';
import { createSessions } from '../server/auth/sessions.ts';
import { createButtonWatch } from '../server/clips/button-watch.ts';
import { createClipLinks } from '../server/clips/clip-link.ts';
import { createHeldSegments } from '../server/clips/held-segments.ts';
import { type Clip, createClipLibrary } from '../server/clips/library.ts';
import type { Watch } from '../server/clips/maker.ts';
import { createMayClip } from '../server/clips/may-clip.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { createOrderBoard } from '../server/clips/order-board.ts';
import { openOrderDesk } from '../server/clips/order-desk.ts';
import { createOrders } from '../server/clips/orders.ts';
import { createSaveClip } from '../server/clips/save.ts';
import { loadConfig } from '../server/config.ts';
import { createConsents } from '../server/consent/consents.ts';
import { createEvents } from '../server/events.ts';
import { createApp } from '../server/http/app.ts';
import { listen } from '../server/http/listen.ts';
import { createInbox } from '../server/inbox.ts';
import { createLog } from '../server/log.ts';
import { createMarks } from '../server/marks/marks.ts';
import { createMetrics } from '../server/metrics.ts';
import { createExport } from '../server/people/export.ts';
import { createForget } from '../server/people/forget.ts';
import { createSegmentLibrary } from '../server/segments/library.ts';
import { localFiles } from '../server/segments/local-files.ts';
import { createRemovedServers } from '../server/servers/removed.ts';
import { createServerRules } from '../server/servers/rules.ts';
import { createServerSettings } from '../server/servers/server-settings.ts';
import type { Services } from '../server/services.ts';
import { createSettings } from '../server/settings/settings.ts';
import { createShares } from '../server/shares/shares.ts';
import { createVoices } from '../server/shares/voices.ts';
import { openStore } from '../server/store/open.ts';
import { createLanguages } from '../server/words/languages.ts';
import { wordsIn } from '../server/words/words.ts';
import type { Bot } from './bot.ts';

/** What a played clip weighs, bytes. */
export const CLIP_BYTES = 200_000;

/** Tests ask for more clips than people do. */
const NO_LIMITS = Object.fromEntries(
  ['AT_ONCE_PER_PERSON', 'AT_ONCE_PER_SERVER', 'PER_PERSON', 'PER_SERVER'].map((name) => [
    `CLIPS_${name}`,
    '0',
  ]),
);

/**
 * What the bot needs of the server, real but for the clip maker, which makes files of noughts.
 * @param options.shared the folder of other test services, as a second process has it
 */
export async function openTestServices({
  env = {},
  shared,
}: {
  env?: Record<string, string>;
  shared?: string;
} = {}) {
  const dataDir = shared ?? (await mkdtemp(join(tmpdir(), 'hindsight-bot-')));
  const config = loadConfig({ DATA_DIR: dataDir, ...NO_LIMITS, ...env });
  const { clipsPath } = config;
  await mkdir(clipsPath, { recursive: true });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const store = await openStore({ dataDir }, log);
  const clips = createClipLibrary({ store, clipsPath });
  const events = createEvents(store, log);
  const orders = await openOrderDesk({
    orders: createOrders(store),
    board: createOrderBoard({ store, events, log }),
    held: createHeldSegments(join(dataDir, 'held')),
    limits: config.orderLimits,
  });
  const http = await listen('127.0.0.1', 0);
  const publicUrl = `http://127.0.0.1:${http.port}`;

  async function make(order: ClipOrder, _watch: Watch = {}): Promise<Clip> {
    await writeFile(clips.file(order.id), Buffer.alloc(CLIP_BYTES));
    const { id, sharerId: ownerId, requesterId, guildId, channelId, title = '' } = order;
    const clip: Clip = {
      ...{ id, ownerId, requesterId, guildId, channelId, title },
      ...{ fromMs: order.fromMs, toMs: order.toMs, durationMs: order.toMs - order.fromMs },
      ...{ bytes: CLIP_BYTES, width: 1280, height: 720 },
      ...{ createdAtMs: Date.now(), visibility: order.visibility ?? 'private' },
    };
    await clips.save(clip);
    return clip;
  }

  /** Ids of the clips that were made, and the sizes that were asked for. */
  const made: string[] = [];
  const asked: number[] = [];
  const played = {
    /** Replaced by tests; so it can wait or fail. */
    make,
    beforeFit: async (_clipId: string, _watch?: Watch) => {},
    beforeUse: () => {},
    /** Whom Discord knows on which server. */
    isMember: undefined as Services['isMember'] | undefined,
    /** The bot's, once it is there. */
    postPlaces: undefined as AskPostPlaces | undefined,
    bot: undefined as Bot | undefined,
    /** Who was put out of which room of LiveKit. */
    putOut: [] as { roomName: string; userId: string }[],
  };
  const needBot = () => {
    if (!played.bot) throw new Error('a test that asks Discord has to set played.bot');
    return played.bot;
  };
  const shares = createShares(store);
  const voices = createVoices(store);
  const settings = createSettings(store);
  const consents = createConsents(store);
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, clips, config },
    rolesOf: (userId, guildId) => needBot().rolesOf(userId, guildId),
    parentOf: (channelId) => played.bot?.parentOf(channelId),
  });
  const access: Services['access'] = (userId, channelId) => needBot().access(userId, channelId);
  const isMember: Services['isMember'] = (userId, guildId) =>
    (played.isMember ?? needBot().isMember)(userId, guildId);
  const mayClip = createMayClip({ settings, consents, shares, rules, access, isMember });
  const { beforeFit, beforeUse } = played;
  const clipMaker: Services['clipMaker'] = {
    needSomething: async () => {},
    make(order, watch) {
      made.push(order.id);
      return played.make(order, watch);
    },
    shorten(order, { toMs }, { id, longestMs }, watch) {
      made.push(id);
      const fromMs = toMs - Math.floor(longestMs);
      return played.make({ ...order, id, fromMs, toMs }, watch);
    },
    async fitted(clip, { maxBytes }, use, watch) {
      asked.push(maxBytes);
      await played.beforeFit(clip.id, watch);
      const bytes = Math.min(CLIP_BYTES, maxBytes);
      const file = join(dataDir, `fitted-${clip.id}.mp4`);
      await writeFile(file, (await readFile(clips.file(clip.id))).subarray(0, bytes));
      played.beforeUse();
      return use({ file, bytes, width: 640, height: 360, reencoded: bytes < CLIP_BYTES });
    },
  };
  const languages = createLanguages({ store, servers, guildLocale: () => undefined });
  const services = {
    ...{ config, log, store, clips, clipMaker, events, orders },
    links: createLinks(store),
    memberships: createMemberships(store),
    sessions: createSessions(store, 's'),
    apiKeys: createApiKeys(store, 's'),
    ...{ shares, voices, settings, consents, servers, rules, mayClip, access, isMember },
    segments: createSegmentLibrary(config),
    segmentFiles: localFiles,
    saveClip: createSaveClip({ store, clips }),
    buttonWatch: createButtonWatch(store),
    names: {
      person: () => undefined,
      guild: () => undefined,
      locale: () => undefined,
      channel: () => undefined,
    },
    withdraw: (userId: string, clipId: string) => needBot().withdraw(userId, clipId),
    postPlaces: {
      of: async (userId: string) => played.postPlaces?.of(userId),
      need: async (...asked: Parameters<AskPostPlaces['need']>) =>
        played.postPlaces?.need(...asked),
    },
    clipLinks: createClipLinks({ secret: 's', publicUrl }),
    inbox: createInbox(store),
    alerts: createAlerts(store),
    languages,
    notify: async (userId, say) =>
      needBot().notify(userId, say(wordsIn(await languages.of(userId)))),
    marks: createMarks({ store, windowMs: config.windowMs }),
    posters: { of: async () => null, close: async () => {} },
    livekit: { url: 'ws://127.0.0.1:7880', apiKey: 'key', apiSecret: 'secret' },
    metrics: createMetrics(),
    secret: 's',
    publicUrl,
    rooms: {
      putOut: async (roomName: string, userId: string) =>
        void played.putOut.push({ roomName, userId }),
    } as Services['rooms'],
    previews: { forget: async () => {} } as unknown as Services['previews'],
    reconciler: {
      look: async () => {},
      comingOf: () => [],
      waitingOf: () => [],
    } as unknown as Services['reconciler'],
  } as Partial<Services> as Services;
  Object.assign(services, {
    removedServers: createRemovedServers(services),
    forget: createForget(services),
    exportPerson: createExport(services),
  });
  http.serve(createApp(services).callback());
  return {
    ...{ services, played, made, asked, lines },
    forget() {
      Object.assign(played, { make, beforeFit, beforeUse, isMember: undefined, putOut: [] });
      for (const list of [made, asked, lines]) list.length = 0;
    },
    async close() {
      await http.close();
      await events.settled();
      await store.close();
      if (!shared) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestServices = Awaited<ReturnType<typeof openTestServices>>;
