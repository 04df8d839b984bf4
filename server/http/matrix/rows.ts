import { existsSync } from 'node:fs';
import { roomName } from '../../livekit/room-name.ts';
import { DIST } from '../built-page.ts';
import { ROOM } from '../test-app.ts';
import { IDS, MEMBERS, NOBODY, STRANGERS, WHO, type Who } from './who.ts';
import type { World } from './world.ts';

/** One address, asked in one way, and what each of all who might ask gets: an HTTP status. */
export interface Row {
  /** As the router has it. */
  route: string;
  /** What is special about it, where there are several of one route. */
  what?: string;
  /** Made anew for each who asks; the route's own where it is left out. */
  path?: (world: World) => string | Promise<string>;
  json?: unknown | ((world: World) => unknown);
  may: Record<Who, number>;
  /** For whom alone it does something, where others get an answer, too. */
  acts?: readonly Who[];
  /** The same about something that is not there: whom nothing is shown must not see a difference. */
  missing?: { path?: string; json?: unknown };
}

type Expected = Partial<Record<Who, number>>;
const each = (who: readonly Who[], status: number) =>
  Object.fromEntries(who.map((one) => [one, status])) as Record<Who, number>;
/** No matter who. */
const everybody = (status: number) => each(WHO, status);
/** Who signed in or has a key; about themselves, mostly. */
const signedIn = (status: number, but: Expected = {}) => ({
  ...each([...MEMBERS, ...STRANGERS], status),
  ...each(NOBODY, 401),
  ...but,
});
/** No programs. */
const pages = (status: number, but: Expected = {}) =>
  signedIn(status, { "owner's key": 401, "outsider's key": 401, ...but });
/** Whose it is, by page or key; for all others there is no such thing. */
const owner = (status: number, but: Expected = {}) =>
  signedIn(404, { owner: status, "owner's key": status, ...but });
/** Who is on the server. */
const members = (status: number, others: number, but: Expected = {}) =>
  signedIn(status, { ...each(STRANGERS, others), ...but });
/** Without a session or key a clip's file is not there. */
const hidden = each(NOBODY, 404);

const isBuilt = (page: string) => existsSync(`${DIST}/${page}.html`);

const clips = '/api/clips';
const previews = '/api/replay/previews';
const ofPreview = (end: string) => async (world: World) =>
  `${previews}/${await world.preview()}${end}`;
const noPreview = '00000000-0000-4000-8000-000000000000';
const published = { channelId: '20', roomName: ROOM, videoTrackId: 'TR_a' };

export const rows: Row[] = [
  // Open to all.
  ...['/base.css', '/icon.svg', '/clip.css'].map(
    (path): Row => ({ route: `GET ${path}`, may: everybody(200) }),
  ),
  ...['share', 'library', 'trim', 'privacy'].map(
    (page): Row => ({ route: `GET /${page}`, may: everybody(isBuilt(page) ? 200 : 503) }),
  ),
  { route: 'GET /', may: everybody(302) },
  { route: 'GET /assets/:file', path: () => '/assets/none.js', may: everybody(404) },
  { route: 'GET /healthz', may: everybody(200) },
  { route: 'GET /readyz', may: everybody(503) },
  { route: 'GET /metrics', may: everybody(200) },
  { route: 'GET /api/about', may: everybody(200) },
  { route: 'GET /api/auth/discord', may: everybody(302) },
  { route: 'GET /api/auth/discord/callback', may: everybody(302) },

  // By what LiveKit signs.
  { route: 'POST /api/livekit/webhook', json: { event: 'room_started' }, may: everybody(401) },

  // Signing in, and out.
  {
    ...{ route: 'POST /api/session', what: "the owner's link" },
    json: async (world: World) => ({ link: await world.link() }),
    may: {
      ...everybody(200),
      ...each(['asker', 'member', 'moderator', 'role holder'], 409),
      ...each(['administrator', 'outsider', 'who left'], 409),
    },
  },
  { route: 'GET /api/session', may: pages(200) },
  { route: 'DELETE /api/session', may: everybody(204) },
  { route: 'DELETE /api/session/all', may: signedIn(204) },
  {
    ...{ route: 'PUT /api/session/channel', what: 'of server 10', json: { channelId: '20' } },
    may: pages(200, { outsider: 403, 'who left': 403 }),
  },
  {
    ...{ route: 'PUT /api/session/channel', what: 'of server 11', json: { channelId: '21' } },
    may: pages(403, { outsider: 200 }),
    missing: { json: { channelId: '404' } },
  },
  { route: 'GET /api/consent', may: pages(200) },
  { route: 'PUT /api/consent', may: pages(204) },
  {
    ...{ route: 'GET /api/avatars/:userId', path: () => `/api/avatars/${IDS.owner}` },
    may: pages(404, { owner: 200 }),
    missing: { path: '/api/avatars/404' },
  },
  { route: 'GET /api/settings', may: signedIn(200) },
  { route: 'PATCH /api/settings', json: { whoMayClip: 'server' }, may: signedIn(200) },
  { route: 'GET /api/channels', may: signedIn(200) },
  { route: 'GET /api/events', may: signedIn(200) },
  { route: 'POST /api/bandwidth', may: signedIn(200) },

  // Sharing.
  { route: 'POST /api/livekit/token', may: pages(200, { 'who left': 403 }) },
  {
    ...{ route: 'POST /api/livekit/replay/start', what: "the owner's screen", json: published },
    may: members(409, 403, { owner: 200, "owner's key": 200 }),
  },
  {
    ...{ route: 'POST /api/livekit/replay/start', what: 'of another room' },
    json: { ...published, channelId: '21', roomName: roomName('11', '21') },
    may: signedIn(403, { outsider: 409, "outsider's key": 409 }),
  },
  { route: 'POST /api/livekit/replay/stop', may: owner(200) },
  { route: 'GET /api/replay/status', may: signedIn(200) },
  {
    ...{ route: 'GET /api/replay/status', what: 'of a channel' },
    path: () => '/api/replay/status?channelId=20',
    may: signedIn(200, { outsider: 403, "outsider's key": 403 }),
  },
  { route: 'GET /api/replay/marks', may: signedIn(200) },
  { route: 'POST /api/replay/marks', json: { label: 'x' }, may: signedIn(409, own(201)) },
  {
    ...{ route: 'DELETE /api/replay/marks/:id', path: () => '/api/replay/marks/M1' },
    may: owner(204),
    missing: { path: '/api/replay/marks/M404' },
  },

  // Previews: only whoever opened one.
  { route: `POST ${previews}`, what: 'of the buffer', json: { of: 'buffer' }, may: owner(201) },
  {
    ...{ route: `POST ${previews}`, what: 'of a clip', json: { clipId: '9' } },
    may: owner(201, { asker: 201 }),
    missing: { json: { clipId: '404' } },
  },
  {
    ...{ route: `POST ${previews}`, what: 'of a public clip', json: { clipId: '8' } },
    may: members(201, 404),
    missing: { json: { clipId: '404' } },
  },
  ...['', '/playlist.m3u8', '/thumbnails.jpg', '/waveform.json'].map((end) => ({
    ...{ route: `GET ${previews}/:id${end}`, path: ofPreview(end), may: owner(200) },
    missing: { path: `${previews}/${noPreview}${end}` },
  })),
  {
    ...{ route: `GET ${previews}/:id/:segment`, path: ofPreview('/00000.ts'), may: owner(200) },
    missing: { path: `${previews}/${noPreview}/00000.ts` },
  },
  ...['POST /alive', 'POST /close', 'DELETE '].map((wanted) => {
    const [method, end = ''] = wanted.split(' ');
    return {
      ...{ route: `${method} ${previews}/:id${end}`, path: ofPreview(end), may: owner(204) },
      missing: { path: `${previews}/${noPreview}${end}` },
    };
  }),

  // Clips: ordered, ...
  {
    ...{ route: `POST ${clips}`, what: 'of oneself' },
    json: { durationMs: 60_000, to: 'library' },
    may: signedIn(202),
  },
  {
    ...{ route: `POST ${clips}`, what: "of the owner's screen" },
    json: { durationMs: 60_000, sharerId: IDS.owner, to: 'dm' },
    may: members(202, 404),
    missing: { json: { durationMs: 60_000, sharerId: '404', to: 'dm' } },
  },
  {
    ...{ route: `POST ${clips}`, what: "of the owner's screen into a library" },
    json: { durationMs: 60_000, sharerId: IDS.owner, to: 'library' },
    may: signedIn(403, own(202)),
  },
  {
    ...{ route: `POST ${clips}`, what: 'into a channel' },
    json: { durationMs: 60_000, to: 'channel', channelId: '20' },
    may: members(202, 404),
    missing: { json: { durationMs: 60_000, to: 'channel', channelId: '404' } },
  },
  {
    ...{ route: `POST ${clips}`, what: "of the owner's preview" },
    json: async (world: World) => ({
      ...{ preview: await world.preview(), fromMs: 0, toMs: 2000, to: 'library' },
    }),
    may: owner(202),
    missing: { json: { preview: noPreview, fromMs: 0, toMs: 2000, to: 'library' } },
  },
  {
    ...{ route: `POST ${clips}/:id/post`, path: () => `${clips}/9/post`, json: { to: 'dm' } },
    may: owner(202, { asker: 202 }),
    missing: { path: `${clips}/404/post` },
  },
  { route: `GET ${clips}/orders`, may: signedIn(200) },
  {
    ...{ route: `POST ${clips}/orders/:id/cancel`, path: () => `${clips}/orders/700/cancel` },
    may: owner(204),
    missing: { path: `${clips}/orders/404/cancel` },
  },

  // ... watched, ...
  { route: `GET ${clips}`, may: signedIn(200) },
  ...['person', 'channel', 'q'].map(
    (by): Row => ({
      ...{ route: `GET ${clips}`, what: `everybody's, by ${by}`, may: signedIn(200) },
      path: () => `${clips}?scope=public${by === 'q' ? '&q=for' : ''}`,
    }),
  ),
  { route: `GET ${clips}/usage`, may: signedIn(200) },
  ...['', '/file', '/poster'].flatMap((end): Row[] => {
    const nobody = end === '' ? {} : hidden;
    const route = `GET ${clips}/:id${end}`;
    const missing = { path: `${clips}/404${end}` };
    return [
      {
        ...{ route, what: 'private', path: () => `${clips}/9${end}`, missing },
        may: owner(200, nobody),
      },
      {
        ...{ route, what: 'public', path: () => `${clips}/8${end}`, missing },
        may: members(200, 404, nobody),
      },
    ];
  }),
  ...['', '.mp4'].flatMap((end): Row[] => {
    const route = 'GET /c/:file';
    const missing = { path: `/c/404${end}` };
    const changed = (change: (good: string) => string) => async (world: World) =>
      change(await world.signed('9', end));
    return [
      { route, what: `by its link${end}`, path: changed((good) => good), may: everybody(200) },
      {
        ...{ route, what: `forged${end}`, may: everybody(404), missing },
        path: changed((good) => `${good.slice(0, -3)}AAA`),
      },
      {
        ...{ route, what: `expired${end}`, may: everybody(404), missing },
        path: changed((good) => good.replace(/until=\d+/, 'until=1')),
      },
      {
        ...{ route, what: `of another clip${end}`, may: everybody(404), missing },
        path: changed((good) => good.replace('/c/9', '/c/8')),
      },
      { route, what: `without${end}`, path: () => `/c/8${end}`, may: everybody(404), missing },
    ];
  }),

  // ... and changed.
  ...[{ title: 'x' }, { keep: true }, { visibility: 'public' }].map(
    (json): Row => ({
      ...{ route: `PATCH ${clips}/:id`, what: Object.keys(json).join(), json, may: owner(200) },
      ...{ path: () => `${clips}/9`, missing: { path: `${clips}/404` } },
    }),
  ),
  {
    ...{ route: `PATCH ${clips}/:id`, what: 'public', json: { title: 'x' } },
    ...{ path: () => `${clips}/8`, missing: { path: `${clips}/404` } },
    may: owner(200),
  },
  ...['DELETE ', 'POST /restore', 'DELETE /link', 'POST /link'].map((wanted): Row => {
    const [method, end = ''] = wanted.split(' ');
    const status = wanted === 'DELETE /link' ? 204 : 200;
    return {
      ...{ route: `${method} ${clips}/:id${end}`, path: () => `${clips}/9${end}` },
      ...{ may: owner(status), missing: { path: `${clips}/404${end}` } },
    };
  }),
  ...['delete', 'restore', 'change'].map(
    (what): Row => ({
      // Each clip on its own: what was refused stands in the answer.
      ...{ route: `POST ${clips}/${what}`, may: signedIn(200), acts: ['owner', "owner's key"] },
      json: { ids: ['9'], ...(what === 'change' && { visibility: 'public' }) },
    }),
  ),
  {
    ...{ route: `POST ${clips}/:id/withdraw`, what: 'posted', path: () => `${clips}/9/withdraw` },
    may: owner(200, { asker: 200, 'role holder': 200 }),
    missing: { path: `${clips}/404/withdraw` },
  },
  {
    ...{ route: `POST ${clips}/:id/withdraw`, what: 'never shown to anybody' },
    ...{ path: () => `${clips}/6/withdraw`, missing: { path: `${clips}/404/withdraw` } },
    may: owner(200),
  },
];

function own(status: number): Expected {
  return { owner: status, "owner's key": status };
}
