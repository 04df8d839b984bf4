import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../auth/access.ts';
import { createApiKeys } from '../auth/api-keys.ts';
import { createAvatars } from '../auth/avatars.ts';
import type { Identity } from '../auth/identity.ts';
import { createLinks } from '../auth/links.ts';
import { rememberMembers } from '../auth/members.ts';
import { createMemberships } from '../auth/memberships.ts';
import { createSessions } from '../auth/sessions.ts';
import { cleanClips } from '../clips/clean.ts';
import { createClipLinks } from '../clips/clip-link.ts';
import { createHeldSegments } from '../clips/held-segments.ts';
import { type Clip, createClipLibrary } from '../clips/library.ts';
import { createMayClip } from '../clips/may-clip.ts';
import type { ClipOrder } from '../clips/order.ts';
import { createOrderBoard } from '../clips/order-board.ts';
import { type Cancelled, openOrderDesk } from '../clips/order-desk.ts';
import { createOrders } from '../clips/orders.ts';
import { testClip } from '../clips/test-clips.ts';
import { loadConfig } from '../config.ts';
import { createConsents } from '../consent/consents.ts';
import { openDisk } from '../disk/disk.ts';
import { UserError } from '../errors.ts';
import { createEvents } from '../events.ts';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { WEBHOOK_KEY } from '../livekit/test-webhooks.ts';
import { createWebhookReader } from '../livekit/webhooks.ts';
import { createLog, type Log } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createMetrics } from '../metrics.ts';
import type { Previews } from '../previews/previews.ts';
import { createRemovedServers } from '../servers/removed.ts';
import { createServerRules } from '../servers/rules.ts';
import { createServerSettings } from '../servers/server-settings.ts';
import type { Services } from '../services.ts';
import { createSettings } from '../settings/settings.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { createVoices } from '../shares/voices.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createLanguages } from '../words/languages.ts';
import { createApp } from './app.ts';
import { listen } from './listen.ts';

export const ADA: Identity = {
  user: { id: '1', name: 'Ada', avatarUrl: null },
  guild: { id: '10', name: 'Test' },
  channel: { id: '20', name: 'clips' },
};
export const ROOM = roomName('10', '20');
export const LIVEKIT = {
  url: 'ws://127.0.0.1:7880',
  apiKey: WEBHOOK_KEY.key,
  apiSecret: WEBHOOK_KEY.secret,
};

interface Base {
  url: string;
  store: Store;
  log: Log;
}

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;

/**
 * The HTTP side over a real socket, a real store and a real library, in which are Ada's clip 9 and somebody else's 7;
 * LiveKit, Discord, the recorder and the loop are played.
 * @param others parts to take in their place
 * @param options.storeUrl of a Redis, in place of SQLite
 * @param options.limited false where more is asked for than anybody may
 */
export async function openTestApp(
  others: (base: Base) => Partial<Services> | Promise<Partial<Services>> = () => ({}),
  { storeUrl, limited }: { storeUrl?: string | undefined; limited?: boolean } = {},
) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const store = await openStore({ dataDir, storeUrl }, log);
  /** Replaced by tests. */
  const played = {
    published: [] as PublishedShare[],
    livekitAway: false,
    /** What Discord says; a rejection is Discord being away. */
    access: async (_userId: string, channelId: string): Promise<Access> =>
      channelId === '99' ? { may: 'not' } : { may: 'join', guildId: '10' },
    /** What the loop does when it is pointed at a room. */
    look: async (_room: string): Promise<void> => {},
    /** Ada's places in the queue for a free recorder. */
    waiting: [] as { roomName: string; channelId: string; place: number }[],
    /** Who Discord says is a member of which server. */
    isMember: async (_userId: string, guildId: string): Promise<boolean> => guildId === '10',
    nowMs: undefined as number | undefined,
    /** What the bot does with an order, and with a wish to cancel one. */
    deliver: (_order: ClipOrder): void => {},
    cancel: (_orderId: string, _userId: string): Cancelled => 'over',
    /** What Discord says about posting there; `30` is a channel where Ada and the bot may. */
    mayPost: async (_userId: string, channelId: string): Promise<{ guildId: string }> => {
      if (['20', '30'].includes(channelId)) return { guildId: '10' };
      throw new UserError('That channel is not there.', { status: 404 });
    },
    /** Whether something of hers is buffered. */
    needSomething: async (_userId: string): Promise<void> => {},
    previews: {
      async rangeOf() {
        throw new UserError('There is no such preview.', { status: 404 });
      },
    } as Pick<Previews, 'rangeOf'>,
    /** Roles of people on servers. */
    rolesOf: async (_userId: string, _guildId: string): Promise<string[]> => [],
    /** What the bot does with a clip that is to go with its messages. */
    withdraw: async (_userId: string, _clipId: string): Promise<{ left: number }> => ({ left: 0 }),
    /** Where a recording of hers is just being started. */
    starting: [] as { roomName: string; channelId: string }[],
    voice: undefined as 'recorded' | 'starting' | 'failed' | undefined,
  };
  const looked: string[] = [];
  const shares = createShares(store);
  const voices = createVoices(store);
  const http = await listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${http.port}`;
  const config = loadConfig({ DATA_DIR: dataDir });
  const { clipsPath } = config;
  await mkdir(clipsPath);
  const publicUrl = 'https://clips.example.org';
  const now = () => played.nowMs ?? Date.now();
  const clips = createClipLibrary({ store, clipsPath, now });

  /** With a file of ten bytes. */
  async function saveClip(id: string, change: Partial<Clip> = {}): Promise<Clip> {
    const clip = testClip({ id, createdAtMs: Date.now(), ...change });
    await writeFile(clips.file(id), '0123456789');
    await clips.save(clip);
    return clip;
  }
  await saveClip('7', { ownerId: '2' });
  await saveClip('9');

  const events = createEvents(store, log);
  const orders = await openOrderDesk({
    store,
    orders: createOrders(store),
    board: createOrderBoard({ store, events, log }),
    held: createHeldSegments(join(dataDir, 'held')),
    limits: config.orderLimits,
  });
  /** Orders that reached the bot. */
  const delivered: ClipOrder[] = [];
  orders.serve({
    holds: () => true,
    deliver(order) {
      delivered.push(order);
      played.deliver(order);
    },
    cancel: (orderId, userId) => played.cancel(orderId, userId),
  });
  const settings = createSettings(store);
  const consents = createConsents(store);
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, clips, config, parentOf: () => undefined },
    rolesOf: (userId, guildId) => played.rolesOf(userId, guildId),
  });
  const access = (userId: string, channelId: string) => played.access(userId, channelId);
  const isMember = rememberMembers((userId, guildId) => played.isMember(userId, guildId), now);
  const services = {
    ...{ settings, consents, servers, rules, access, isMember },
    removedServers: createRemovedServers({ store, servers, clips, consents, shares, log }),
    mayClip: createMayClip({ settings, consents, shares, rules, access, isMember, now }),
    withdraw: (userId: string, clipId: string) => played.withdraw(userId, clipId),
    ...{
      config,
      log,
      store,
      shares,
      voices,
      events,
      orders,
      livekit: LIVEKIT,
      secret: 's',
      publicUrl,
    },
    disk: openDisk({ config, store, log }),
    ...{ clips, clipLinks: createClipLinks({ secret: 's', publicUrl, now }) },
    links: createLinks(store),
    sessions: createSessions(store, 's'),
    apiKeys: createApiKeys(store, 's'),
    answers: {},
    previewHomes: { elsewhere: async () => null },
    discordSignIn: null,
    avatars: createAvatars(log),
    memberships: createMemberships(store),
    languages: createLanguages({ store, servers, guildLocale: () => undefined }),
    names: {
      person: (id: string) => ({ '2': 'Bo' })[id],
      guild: (id: string) => ({ '10': 'Test' })[id],
      channel: (id: string) => (id === '20' ? { name: 'clips', guildId: '10' } : undefined),
    },
    rooms: {
      async shares() {
        if (played.livekitAway) throw new Error('timeout');
        return played.published;
      },
    },
    postPlaces: {
      of: async () => ({ guilds: [], dm: { limitBytes: 10 } }),
      need: (userId: string, channelId: string) => played.mayPost(userId, channelId),
    },
    previews: {
      rangeOf: (...asked: Parameters<Previews['rangeOf']>) => played.previews.rangeOf(...asked),
    },
    clipMaker: { needSomething: (userId: string) => played.needSomething(userId) },
    marks: createMarks({ store, windowMs: config.windowMs }),
    reconciler: {
      look: (room: string) => {
        looked.push(room);
        return played.look(room);
      },
      placeOf: (userId: string, room: string) =>
        played.waiting.find(({ roomName }) => userId === '1' && roomName === room)?.place ?? null,
      waitingOf: (userId: string) => (userId === '1' ? played.waiting : []),
      startingOf: (userId: string) => (userId === '1' ? played.starting : []),
      voiceOf: (userId: string) => (userId === '1' ? played.voice : undefined),
      comingOf: (userId: string) => (userId === '1' ? [...played.waiting, ...played.starting] : []),
    },
    segments: {
      coverage: async () => ({ fromMs: 0, toMs: 9000, bufferedMs: 9000, gaps: [], ended: false }),
      bytes: async () => 4000,
    },
    posters: {
      of: async (id: string) => existsSync(clips.posterFile(id)),
    },
    readWebhook: createWebhookReader([{ key: LIVEKIT.apiKey, secret: LIVEKIT.apiSecret }]),
    metrics: createMetrics(),
    tasks: {
      look: async () => void looked.push('all'),
      cleanClips: (dryRun: boolean) => cleanClips({ store, clips, log, now, dryRun }),
    },
    checks: { store: store.ping, livekit: () => Promise.reject(new Error('down')) },
    ...(await others({ url, store, log })),
  } as unknown as Services;
  http.serve(createApp(services, { ...(limited !== undefined && { limited }) }).callback());

  function call(path: string, init: RequestInit & { json?: unknown; cookie?: string } = {}) {
    const headers = new Headers(init.headers);
    if (init.cookie) headers.set('Cookie', init.cookie);
    if (init.json !== undefined) headers.set('Content-Type', 'application/json');
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    return fetch(url + path, { ...init, headers, body: body ?? null });
  }

  return {
    ...{ url, dataDir, services, played, looked, delivered, lines, call, saveClip },

    /** The sentence of an error. */
    async words(response: Response): Promise<string> {
      return ((await response.json()) as { error: string }).error;
    },

    /** A new key of somebody's, as a request has it. */
    async asKey(userId = '1') {
      const { token } = await services.apiKeys.create(userId, 'stream deck');
      return { headers: { Authorization: `Bearer ${token}` } };
    },

    /** @returns the cookie of a page, as a header's value */
    async signIn(identity = ADA): Promise<string> {
      const link = await services.links.create(identity);
      const response = await call('/api/session', { method: 'POST', json: { link } });
      return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },

    /** To what is kept where they share. */
    async agree(cookie: string): Promise<void> {
      await call('/api/consent', { method: 'PUT', cookie });
    },

    /** A share that is being recorded, of Ada in her channel unless said otherwise. */
    async record(change: Partial<Share> = {}): Promise<Share> {
      const share: Share = {
        ...{ id: 'S1', egressId: 'EG_1', userId: '1', roomName: ROOM, guildId: '10' },
        ...{ channelId: '20', videoTrackId: 'TR_a', audioTrackId: null, segmentPath: '/x' },
        ...{ status: 'active', startedAt: 1000, createdAt: 1000, updatedAt: 1000 },
        ...change,
      };
      await shares.save(share);
      return share;
    },

    async close(): Promise<void> {
      await http.close();
      await services.events.settled();
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** Reads server-sent events off a response, one at a time, without comments. */
export function eventsOf(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<{ event: string; id?: number; data: unknown }> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const { value, done } = await reader.read();
          if (done) throw new Error('the stream has ended');
          text += value;
          continue;
        }
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const field = (name: string) =>
          lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        const [event, id, data] = ['event', 'id', 'data'].map(field);
        if (event) return { event, ...(id && { id: Number(id) }), data: JSON.parse(data ?? '{}') };
      }
    },
    /** All up to and with READY, without it. */
    async missed() {
      const found: { event: string; id?: number; data: unknown }[] = [];
      for (;;) {
        const one = await this.next();
        if (one.event === 'READY') return found;
        found.push(one);
      }
    },
    close: () => reader.cancel(),
  };
}
