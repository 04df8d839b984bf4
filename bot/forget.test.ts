import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { createOrders } from '../server/clips/orders.ts';
import { roomName } from '../server/livekit/room-name.ts';
import { createForget } from '../server/people/forget.ts';
import { createSharingTabs } from '../server/shares/sharing-tabs.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The whole bot over the sandbox: Ada has her things deleted, or a copy of them.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
let ada: string;
let bo: string;
let guildId: string;
let channelId: string;
let room: string;

beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  bot = await whole.start();
  parts.played.bot = bot;
  const { me, guilds } = await sandbox.control.world('ada');
  ada = me;
  bo = (await sandbox.control.world('bo')).me;
  guildId = guilds[0]!.id;
  channelId = guilds[0]!.channels.find(({ name }) => name === 'clips')!.id;
  room = roomName(guildId, channelId);
});
afterAll(() => whole?.close());
afterEach(() => parts.forget());

async function type(command: string, place = HERE) {
  const { id } = await sandbox.control.run({ ...place, command });
  return (await sandbox.control.waitForAnswer(id)).message!;
}
async function confirm(message: { id: string }) {
  const customId = 'forget';
  const { id } = await sandbox.control.click({ as: 'ada', message: message.id, customId });
  await sandbox.control.waitForAnswer(id);
  return sandbox.control.waitForMessage(
    HERE,
    (one) => one.id === message.id && one.components?.length === 0,
  );
}
const folderOf = (userId: string) => join(parts.services.config.segmentsPath, userId, '1000');
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Something of every kind, of one person. */
async function fill(userId: string, as: string) {
  const { services } = parts;
  const { shares, marks, settings, consents, inbox, apiKeys, sessions, links, events } = services;
  const { alerts } = services;
  await mkdir(folderOf(userId), { recursive: true });
  await writeFile(join(folderOf(userId), 'segment_00000.ts'), 'picture');
  await shares.save({
    ...{ id: `S${userId}`, egressId: 'EG', userId, roomName: room, guildId, channelId },
    ...{ videoTrackId: `TR${userId}`, audioTrackId: null, segmentPath: folderOf(userId) },
    ...{ status: 'stopped', startedAt: Date.now(), createdAt: 1, updatedAt: 1 },
  });
  await shares.setAttempts(`TR${userId}`, 2);
  await marks.add({
    id: `M${userId}`,
    userId,
    guildId,
    channelId,
    atMs: Date.now(),
    label: 'goal',
  });
  await settings.change(userId, { whoMayClip: 'server' });
  await createSharingTabs(services.store).begin(userId, 'share');
  await consents.agree(userId, guildId, { windowMs: 1, postedKeptMs: 1 });
  await inbox.put(userId, 'words');
  await alerts.quiet.put(userId, 'muted words');
  await alerts.mute(userId, 60_000);
  const told = { channelId: guildId, messageId: guildId, atMs: Date.now() };
  await alerts.note(userId, { ...told, lines: [{ words: 'told words', times: 1 }] });
  events.publish(userId, { name: 'REPLAY_BUFFER_STOPPED', data: {} });
  await events.settled();
  const { token: key } = await apiKeys.create(userId, 'stream deck');
  const identity = { user: { id: userId, name: as, avatarUrl: null }, guild: null, channel: null };
  const link = await links.create(identity);
  const session = await sessions.create(identity);
  await type('/clip 2m title:mine', { ...HERE, as });
  await vi.waitFor(async () => expect(await createOrders(services.store).left()).toEqual([]));
  const [clipId = ''] = parts.made;
  parts.forget();
  return { key, link, session, clipId };
}

/** Everything in the store that names somebody, as text; claims are hashes or ids of what is gone. */
function storedAbout(userId: string): string[] {
  const file = join(parts.services.config.dataDir, 'hindsight.sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const records = database.prepare('SELECT namespace, key, value FROM records').all();
    const lists = database.prepare('SELECT list, member FROM lists').all();
    return [...records, ...lists]
      .map((row) => JSON.stringify(row))
      .filter((row) => row.includes(userId));
  } finally {
    database.close();
  }
}

test('asked first; then nothing that names her is left, and of others everything', async () => {
  const mine = await fill(ada, 'ada');
  const { services } = parts;
  const others = await fill(bo, 'bo');
  expect(storedAbout(ada).length).toBeGreaterThan(10);
  const file = services.clips.file(mine.clipId);
  await services.clips.hide(mine.clipId);
  expect(await isThere(file)).toBe(true);
  await services.clips.restore(mine.clipId);

  const asked = await type('/replay forget');
  expect(asked.content).toContain('can not be undone');
  expect(asked.only_for).toBe(ada);
  expect(await services.clips.get(mine.clipId)).toBeDefined();

  const { content } = await confirm(asked);
  expect(parts.played.putOut).toEqual([{ roomName: room, userId: ada }]);
  expect(content).toContain('1 message with clips of yours can still be there');
  expect(await isThere(file)).toBe(false);
  expect(await isThere(folderOf(ada))).toBe(false);
  await expect(services.apiKeys.read(mine.key)).rejects.toMatchObject({ status: 401 });
  await expect(services.links.use(mine.link)).rejects.toMatchObject({ status: 401 });
  await expect(services.sessions.read(mine.session)).rejects.toMatchObject({ status: 401 });
  expect(storedAbout(ada)).toEqual([]);

  expect(await isThere(services.clips.file(others.clipId))).toBe(true);
  expect(await isThere(folderOf(bo))).toBe(true);
  await services.apiKeys.read(others.key);
  await services.sessions.read(others.session);
  // Once more is no error.
  expect((await confirm(await type('/replay forget'))).content).toContain('is deleted.');
});

test('what others have saved of her screen goes, and they are told no more than that', async () => {
  const { services } = parts;
  await services.alerts.forget(bo);
  const mine = await fill(ada, 'ada');
  parts.forget();
  await type('/clip 2m title:his', { ...HERE, as: 'bo' });
  await vi.waitFor(async () => expect(await createOrders(services.store).left()).toEqual([]));
  const [hisId = ''] = parts.made;
  const hers = (await services.clips.get(mine.clipId))!;
  const saved = (await services.saveClip(bo, hers, '90000000000000001'))!.clip;
  const his = (await services.clips.get(hisId))!;
  const own = (await services.saveClip(ada, his, '90000000000000002'))!.clip;
  const row = { clipId: mine.clipId, channelId, messageId: '90000000000000003' };
  await services.buttonWatch.lookAt(row, Date.now() + 60_000);
  expect((await services.exportPerson(ada)).savedByOthers).toMatchObject([{ toMs: hers.toMs }]);

  await confirm(await type('/replay forget'));
  for (const { id } of [hers, saved, own]) {
    expect(await services.clips.get(id)).toBeUndefined();
    expect(await isThere(services.clips.file(id))).toBe(false);
  }
  expect(storedAbout(ada)).toEqual([]);
  const watched = await services.buttonWatch.due(Number.MAX_SAFE_INTEGER, 100);
  expect(watched.filter(({ clipId }) => clipId === mine.clipId)).toEqual([]);
  expect(await services.clips.get(hisId)).toBeDefined();
  const told = (await sandbox.control.dms('bo')).at(-1);
  expect(told?.content).toBe('A clip that you had saved is gone: its sharer deleted it.');
});

test('clips that could be restored, and one that is being made, go too', async () => {
  const { services } = parts;
  const { clipId } = await fill(ada, 'ada');
  await services.clips.hide(clipId);
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  parts.played.make = (_order, watch = {}) =>
    new Promise((_, reject) => {
      begun();
      watch.signal?.addEventListener('abort', () => reject(watch.signal?.reason));
    });
  await sandbox.control.run({ ...HERE, command: '/clip 2m title:now' });
  await isBegun;
  await confirm(await type('/replay forget'));
  expect(await isThere(services.clips.file(clipId))).toBe(false);
  expect(await services.clips.restore(clipId)).toBeUndefined();
  expect(await createOrders(services.store).left()).toEqual([]);
});

test('a share is ended first, and stays ended; where that fails, it says so', async () => {
  const { services } = parts;
  const { shares } = services;
  await fill(ada, 'ada');
  const [share] = await shares.recentOf(ada);
  await shares.save({ ...share!, status: 'active' });
  const looked: string[] = [];
  const look = async (roomName: string) => void looked.push(roomName);
  const reconciler = { ...services.reconciler, look } as typeof services.reconciler;
  const away = await createForget({ ...services, reconciler })(ada);
  expect(away).toMatchObject({ stillRecorded: true });
  expect(looked).toEqual([room]);
  expect(await shares.activeOf(ada)).toHaveLength(1);

  const ending = async () => shares.save({ ...share!, status: 'stopped' });
  const forget = createForget({ ...services, reconciler: { ...reconciler, look: ending } });
  expect(await forget(ada)).toMatchObject({ stillRecorded: false });
  expect(await shares.isStopped(room, ada)).toBe(true);
  expect(await shares.allOf(ada)).toEqual([]);
});

test('a copy has all of hers and nothing that lets anybody in', async () => {
  const { services } = parts;
  const { key, link, session, clipId } = await fill(ada, 'ada');
  const message = await type('/replay export');
  expect(message.only_for).toBe(ada);
  const file = await sandbox.control.download(message.attachments[0]!.url);
  const text = file.toString();
  const copy = JSON.parse(text);
  expect(copy).toMatchObject({
    ...{ userId: ada, settings: { whoMayClip: 'server' }, buffer: null },
    consents: [{ guildId }],
    ...{ language: 'en', seenOnServers: [guildId], savedByOthers: [] },
    shares: [{ id: `S${ada}`, channelId }],
    marks: [{ label: 'goal' }],
    clips: [{ id: clipId, title: 'mine', watch: expect.stringContaining(`/c/${clipId}`) }],
    apiKeys: [{ name: 'stream deck' }],
  });
  for (const secret of [key, link, session, folderOf(ada), services.secret.repeat(9)]) {
    expect(text).not.toContain(secret);
  }
  await services.clips.change(clipId, (clip) => ({ link: services.clipLinks.revoked(clip) }));
  expect((await services.exportPerson(ada)).clips[0]?.watch).toBeNull();
});

test('what is too large to be sent comes compressed', async () => {
  const { length } = JSON.stringify(await parts.services.exportPerson(ada), null, 2);
  await sandbox.control.setUploadLimit('Hindsight Test Server', length - 1);
  const message = await type('/replay export');
  await sandbox.control.setUploadLimit('Hindsight Test Server', 10 * 1024 * 1024);
  const [file] = message.attachments;
  expect(file?.filename).toBe('hindsight-export.json.gz');
  const copy = JSON.parse(gunzipSync(await sandbox.control.download(file!.url)).toString());
  expect(copy.userId).toBe(ada);
});
