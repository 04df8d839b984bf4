import { writeFile } from 'node:fs/promises';
import { createWithdraw } from '../../../bot/withdraw.ts';
import { TASKS } from '../../../jobs/tasks.ts';
import type { Access } from '../../auth/access.ts';
import { createDiscordSignIn } from '../../auth/discord-sign-in.ts';
import { WAITING } from '../../clips/order-view.ts';
import { UserError } from '../../errors.ts';
import type { PublishedShare } from '../../livekit/rooms.ts';
import { createWebhookLog } from '../../livekit/webhook-log.ts';
import { openTestPreviews } from '../../previews/test-previews.ts';
import type { Services } from '../../services.ts';
import type { StoreEntry } from '../../store/contents.ts';
import { openTestApp, ROOM } from '../test-app.ts';
import { DELETE_ROLE, IDS, identityOf, openWho } from './who.ts';

/** What the owner alone, or who asked for the clip, may read; and what members of the server may. */
export const PRIVATE = 'For my eyes only';
export const PUBLIC = 'For all of us';
/** Of every page of a channel that these ids are of. */
const GUILDS: Record<string, string> = { '20': '10', '21': '11' };
const isOn = (userId: string, guildId: string) =>
  guildId === (userId === IDS.outsider ? '11' : '10') && userId !== IDS['who left'];

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Real previews take a while to make: one set of them does for all. */
export async function openPreviewsOnce() {
  const t = await openTestPreviews(() => Date.now());
  const startMs = Date.now() - 60_000;
  const { segments } = await t.record({ kind: 'embedded', seconds: 4, startMs });
  const range = { segments, fromMs: startMs + 500, toMs: startMs + 3500 };
  await t.keepClip('9', range, { requesterId: IDS.asker, title: PRIVATE });
  await t.keepClip('8', range, { visibility: 'public', title: PUBLIC });
  t.away.add(IDS.outsider).add(IDS['who left']);
  return { previews: await t.start(), close: t.close };
}

/**
 * Server 10 with its people: Ada shares for channel 20; clip 9 is hers alone, asked for by somebody else, and clip 8 is
 * for all members.
 */
export async function openWorld(previews: Services['previews']) {
  const app = await openTestApp(({ store }) => ({
    previews,
    tasks: Object.fromEntries(TASKS.map((task) => [task, async () => undefined])) as never,
    recorder: { list: async () => [] } as never,
    webhookLog: createWebhookLog(),
    discordSignIn: createDiscordSignIn(store, {
      authorizeUrl: async () => 'https://discord.example/authorize',
      whoAgreed: () => Promise.reject(new Error('nobody agreed')),
    }),
    avatars: { of: async () => ({ type: 'image/webp', bytes: Buffer.from('a face') }) },
    notify: async () => {},
  }));
  const { services, played } = app;
  const { clips, consents, marks, orders, servers, settings, shares, store } = services;
  Object.assign(services.reconciler, { looksAfter: () => true });
  played.published = [{ userId: IDS.owner, videoTrackId: 'TR_a' } as PublishedShare];
  played.isMember = async (userId, guildId) => isOn(userId, guildId);
  played.rolesOf = async (userId, guildId) =>
    isOn(userId, guildId) && userId === IDS['role holder'] ? [DELETE_ROLE] : [];
  played.access = async (userId, channelId): Promise<Access> => {
    const guildId = GUILDS[channelId];
    if (guildId === undefined) return { may: 'unknown' };
    return isOn(userId, guildId) ? { may: 'join', guildId } : { may: 'not' };
  };
  played.mayPost = async (userId, channelId) => {
    const { may } = await played.access(userId, channelId);
    if (may === 'join') return { guildId: GUILDS[channelId] ?? '' };
    throw new UserError((words) => words.places.notThere, { status: 404 });
  };
  played.look = async (room) => {
    for (const share of await shares.activeIn(room)) {
      if (await shares.isStopped(room, share.userId))
        await shares.save({ ...share, status: 'stopped' });
    }
  };
  played.cancel = () => 'yes';
  const withdrawn: string[] = [];
  const rest = { delete: async (route: string) => void withdrawn.push(route) };
  played.withdraw = createWithdraw({ rest } as never, services);
  await servers.change('10', { deleteRoles: [DELETE_ROLE] });
  const headersOf = await openWho(app);

  async function reset(): Promise<void> {
    app.looked.length = 0;
    app.delivered.length = 0;
    withdrawn.length = 0;
    const posted = { to: 'channel' as const, guildId: '10', channelId: '20', messageId: '500' };
    await app.saveClip('9', {
      ...{ requesterId: IDS.asker, title: PRIVATE },
      posted: [{ ...posted, as: 'file' as const, atMs: 1 }],
    });
    await app.saveClip('8', { visibility: 'public', title: PUBLIC });
    for (const id of ['8', '9']) await writeFile(clips.posterFile(id), 'a picture');
    // Of Ada alone, whom nobody but herself can have seen it.
    await app.saveClip('6', { title: PRIVATE });
    await app.record();
    await shares.ask(ROOM, IDS.owner);
    await settings.change(IDS.owner, { whoMayClip: 'channel' });
    for (const [who, userId] of Object.entries(IDS)) {
      const guildId = who === 'outsider' ? '11' : '10';
      await consents.agree(userId, guildId, await services.rules.kept(guildId));
    }
    const mark = { id: 'M1', userId: IDS.owner, guildId: '10', channelId: '20', label: PRIVATE };
    await marks.add({ ...mark, atMs: Date.now() });
    const now = Date.now();
    const order = { id: '700', sharerId: IDS.owner, requesterId: IDS.owner, guildId: '10' };
    const place = { channelId: '20', to: 'dm' as const, last: true, title: PRIVATE };
    orders.board.show({ ...order, ...place, fromMs: now - 1000, toMs: now }, WAITING);
  }

  /** All that is kept and was done, but for who was seen when, and what pages are told. */
  async function kept(): Promise<string[]> {
    const uses = /^(api-key-uses|page-sessions|servers-of|events)/;
    const entries: StoreEntry[] = [];
    for await (const entry of store.contents.walk()) {
      const list = 'list' in entry ? entry.list : 'namespace' in entry ? entry.namespace : '';
      if (!uses.test(list)) entries.push(entry);
    }
    const done = { looked: app.looked, delivered: app.delivered, withdrawn };
    return [...entries.map((entry) => JSON.stringify(entry)).sort(), JSON.stringify(done)];
  }

  return {
    ...{ app, reset, kept, headersOf },
    /** A link as the bot gives it. */
    link: () => services.links.create(identityOf('owner')),
    /** Opened by Ada, of what is buffered. */
    preview: async () => (await previews.open(IDS.owner, { of: 'buffer' })).id,
    /** The signed address of a clip's page, and of its parts. */
    async signed(id: string, end = ''): Promise<string> {
      const page = services.clipLinks.page((await clips.get(id))!);
      return page.replace(services.publicUrl, '').replace(`/c/${id}`, `/c/${id}${end}`);
    },
    async close(): Promise<void> {
      await app.close();
    },
  };
}
