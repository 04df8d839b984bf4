import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../auth/access.ts';
import { createApiKeys } from '../auth/api-keys.ts';
import type { Identity } from '../auth/identity.ts';
import { createLinks } from '../auth/links.ts';
import { createSessions } from '../auth/sessions.ts';
import type { Clip } from '../clips/library.ts';
import { loadConfig } from '../config.ts';
import { createEvents } from '../events.ts';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import { WEBHOOK_KEY } from '../livekit/test-webhooks.ts';
import { createWebhookReader } from '../livekit/webhooks.ts';
import { createLog } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createMetrics } from '../metrics.ts';
import type { Services } from '../services.ts';
import type { Share } from '../shares/share.ts';
import { createShares } from '../shares/shares.ts';
import { openStore } from '../store/open.ts';
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

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;

/** The HTTP side over a real socket and a real store; LiveKit, Discord, the recorder and the loop are played. */
export async function openTestApp() {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const store = await openStore({ dataDir }, log);
  /** Replaced by tests. */
  const played = {
    published: [] as PublishedShare[],
    /** What Discord says; a rejection is Discord being away. */
    access: async (_userId: string, channelId: string): Promise<Access> =>
      channelId === '99' ? { may: 'not' } : { may: 'join', guildId: '10' },
    /** What the loop does when it is pointed at a room. */
    look: async (_room: string): Promise<void> => {},
    /** Ada's places in the queue for a free recorder. */
    waiting: [] as { roomName: string; channelId: string; place: number }[],
    /** The library. */
    clips: { '7': { id: '7', ownerId: '2' }, '9': { id: '9', ownerId: '1' } } as Record<
      string,
      Partial<Clip>
    >,
    /** Where a recording of hers is just being started. */
    starting: [] as { roomName: string; channelId: string }[],
  };
  const looked: string[] = [];
  const shares = createShares(store);
  const services = {
    config: loadConfig({ DATA_DIR: dataDir }),
    ...{ log, store, shares, livekit: LIVEKIT, secret: 's' },
    publicUrl: 'https://clips.example.org',
    links: createLinks(store),
    sessions: createSessions(store, 's'),
    apiKeys: createApiKeys(store, 's'),
    access: (userId: string, channelId: string) => played.access(userId, channelId),
    events: createEvents(store, log),
    rooms: { shares: async () => played.published },
    reconciler: {
      look: (room: string) => {
        looked.push(room);
        return played.look(room);
      },
      lookAll: async () => void looked.push('all'),
      placeOf: (userId: string, room: string) =>
        played.waiting.find(({ roomName }) => userId === '1' && roomName === room)?.place ?? null,
      waitingOf: (userId: string) => (userId === '1' ? played.waiting : []),
      startingOf: (userId: string) => (userId === '1' ? played.starting : []),
      comingOf: (userId: string) => (userId === '1' ? [...played.waiting, ...played.starting] : []),
    },
    segments: { coverage: async () => ({ fromMs: 0, toMs: 9000, bufferedMs: 9000, ended: false }) },
    clips: {
      get: async (id: string) => played.clips[id],
      file: (id: string) => join(dataDir, 'clips', `${id}.mp4`),
    },
    posters: {
      of: async (id: string) => (id === '9' ? join(dataDir, 'clips', '9.jpg') : null),
    },
    marks: createMarks({ store, windowMs: 20 * 60_000 }),
    readWebhook: createWebhookReader([{ key: LIVEKIT.apiKey, secret: LIVEKIT.apiSecret }]),
    metrics: createMetrics({ list: async () => [] } as never, { depth: () => ({}) } as never),
    checks: { store: store.ping, livekit: () => Promise.reject(new Error('down')) },
  } as unknown as Services;
  const http = await listen('127.0.0.1', 0);
  http.serve(createApp(services).callback());
  const url = `http://127.0.0.1:${http.port}`;

  function call(path: string, init: RequestInit & { json?: unknown; cookie?: string } = {}) {
    const headers = new Headers(init.headers);
    if (init.cookie) headers.set('Cookie', init.cookie);
    if (init.json !== undefined) headers.set('Content-Type', 'application/json');
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    return fetch(url + path, { ...init, headers, body: body ?? null });
  }

  return {
    ...{ url, dataDir, services, played, looked, lines, call },

    /** The sentence of an error. */
    async words(response: Response): Promise<string> {
      return ((await response.json()) as { error: string }).error;
    },

    /** @returns the cookie of a page, as a header's value */
    async signIn(identity = ADA): Promise<string> {
      const link = await services.links.create(identity);
      const response = await call('/api/session', { method: 'POST', json: { link } });
      return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
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
