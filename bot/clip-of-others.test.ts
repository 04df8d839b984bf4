import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { roomName } from '../server/livekit/room-name.ts';
import type { Share } from '../server/shares/share.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The whole bot over the sandbox: Ada shares for #clips, and Bo clips her.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const BO = { as: 'bo', channel: '#clips' };
const SERVER = 'Hindsight Test Server';
const OTHERS = 'They share nothing here that you may clip.';

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
let ada: string;
let bo: string;
let guildId: string;
let clipsId: string;
let share: Share;

async function startIt() {
  bot = await whole.start();
  parts.played.bot = bot;
}

beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  await startIt();
  const { me, guilds } = await sandbox.control.world('ada');
  ada = me;
  bo = (await sandbox.control.world('bo')).me;
  const [guild] = guilds;
  guildId = guild!.id;
  clipsId = guild!.channels.find(({ name }) => name === 'clips')!.id;
});
afterAll(() => whole?.close());

beforeEach(async () => {
  const { shares, consents, settings, config } = parts.services;
  const folder = join(config.segmentsPath, ada, '1000');
  await mkdir(folder, { recursive: true });
  share = {
    ...{ id: 'S1', egressId: 'EG_1', userId: ada, roomName: roomName(guildId, clipsId), guildId },
    ...{ channelId: clipsId, videoTrackId: 'TR_a', audioTrackId: null, segmentPath: folder },
    ...{ status: 'active', startedAt: Date.now(), createdAt: 1000, updatedAt: 1000 },
  };
  await shares.save(share);
  const { windowMs, postedKeptMs } = config;
  await consents.agree(ada, guildId, { windowMs, postedKeptMs });
  await settings.change(ada, { whoMayClip: 'channel' });
});
afterEach(async () => {
  parts.forget();
  await sandbox.control.deny('#clips', [], 'bo');
  await sandbox.control.refuseDms('ada', false);
  await parts.services.servers.forget(guildId);
});

async function type(command: string, place = BO) {
  const { id } = await sandbox.control.run({ ...place, command });
  return sandbox.control.waitForAnswer(id);
}
const clipsAda = async (options = '', place = BO) => type(`/clip 2m of:${ada} ${options}`, place);
const told = async () =>
  (await sandbox.control.dms('ada')).filter(({ content }) => content.includes('has clipped'));
/** Only so refused that nothing was made. */
async function refused(words: string, options = '', place = BO) {
  const { message } = await clipsAda(options, place);
  expect(message?.content).toContain(words);
  expect(message?.only_for).toBeDefined();
  expect(parts.made).toEqual([]);
}

test('who may be in her channel clips her: only those sessions, into her library', async () => {
  const before = (await told()).length;
  let only: string[] | undefined;
  const { make } = parts.played;
  parts.played.make = (order, watch) => {
    only = order.only;
    return make(order, watch);
  };
  const { message } = await clipsAda();
  expect(message?.attachments).toHaveLength(1);
  expect(message?.content).toContain(`<@${ada}>`);
  expect(only).toEqual([share.segmentPath]);
  const clip = await parts.services.clips.get(parts.made[0]!);
  expect(clip).toMatchObject({ ownerId: ada, requesterId: bo });
  await vi.waitFor(async () => expect(await told()).toHaveLength(before + 1));
  // Where it ended is nothing that Bo's own next clip begins at.
  expect(await parts.services.marks.lastClipEnd(bo)).toBeUndefined();
});

test('she deletes it by the button that she is sent, also after a restart; nobody else can', async () => {
  const { message } = await clipsAda();
  const clipId = parts.made[0]!;
  const customId = `withdraw:${clipId}`;
  const find = async () =>
    (await told()).find(({ components }) => JSON.stringify(components).includes(customId));
  await vi.waitFor(async () => expect(await find()).toBeDefined());
  await bot.close();
  await startIt();
  const { me: cy } = await sandbox.control.world('cy');
  await expect(bot.withdraw(cy, clipId)).rejects.toMatchObject({ status: 404 });
  expect(await parts.services.clips.get(clipId)).toBeDefined();

  const notice = (await find())!;
  const { id } = await sandbox.control.click({ as: 'ada', message: notice.id, customId });
  const { message: answer } = await sandbox.control.waitForAnswer(id);
  expect(answer?.id).toBe(notice.id);
  await sandbox.control.waitForMessage({ as: 'ada', channel: 'dm' }, ({ content }) =>
    content.includes('deleted, and so is its message'),
  );
  expect(await parts.services.clips.get(clipId)).toBeUndefined();
  const left = await sandbox.control.messages(BO);
  expect(left.some((one) => one.id === message?.id)).toBe(false);
  await vi.waitFor(async () => expect(await find()).toBeUndefined());
  await expect(bot.withdraw(ada, clipId)).rejects.toMatchObject({ status: 404 });
});

test('she deletes it by the button below it, too; and who asked for it may', async () => {
  const deleteBelow = async (as: string) => {
    parts.forget();
    const { message } = await clipsAda();
    const clipId = parts.made[0]!;
    const button = `delete:${clipId}:${ada}:${bo}`;
    const { id } = await sandbox.control.click({ as, message: message!.id, customId: button });
    const question = (await sandbox.control.waitForAnswer(id)).message!;
    const customId = `delete-yes:${clipId}:${message!.id}:${ada}:${bo}`;
    await sandbox.control.click({ as, message: question.id, customId });
    await vi.waitFor(async () => expect(await parts.services.clips.get(clipId)).toBeUndefined());
    return { clipId, left: await sandbox.control.messages(BO), messageId: message!.id };
  };
  for (const as of ['ada', 'bo']) {
    const { clipId, left, messageId } = await deleteBelow(as);
    expect(left.some(({ id }) => id === messageId)).toBe(false);
    // The other button has nothing left to do, and says so without a fault.
    expect(await bot.withdraw(ada, clipId)).toEqual({ left: 0 });
  }
});

test('who has a role for it deletes clips of others on that server, nobody else does', async () => {
  await clipsAda();
  const clipId = parts.made[0]!;
  const [moderatorId = ''] = (await bot.rolesOf(ada, guildId))!.filter((role) => role !== guildId);
  await sandbox.control.setRoles(SERVER, 'cy', ['Moderator']);
  const { me: cy } = await sandbox.control.world('cy');
  await expect(bot.withdraw(cy, clipId)).rejects.toMatchObject({ status: 404 });
  await parts.services.servers.change(guildId, { deleteRoles: [moderatorId] });
  // What she keeps is nobody else's to delete, whatever they may there.
  await parts.services.clips.change(clipId, () => ({ kept: true }));
  for (const other of [bo, cy]) {
    await expect(bot.withdraw(other, clipId)).rejects.toMatchObject({ status: 404 });
  }
  expect(await parts.services.clips.get(clipId)).toBeDefined();
  await parts.services.clips.change(clipId, () => ({ kept: undefined }));
  expect(await bot.withdraw(cy, clipId)).toEqual({ left: 0 });
  expect(await parts.services.clips.get(clipId)).toBeUndefined();
  expect((await sandbox.control.dms('ada')).at(-1)?.content).toContain(
    `<@${cy}>, who has a role for it, deleted a clip of yours`,
  );
  await sandbox.control.setRoles(SERVER, 'cy', []);

  // The role of all members is none of who has left.
  await parts.services.servers.change(guildId, { deleteRoles: [guildId] });
  await clipsAda('title:another');
  const another = parts.made[1]!;
  await sandbox.control.setMember(SERVER, 'cy', false);
  await expect(bot.withdraw(cy, another)).rejects.toMatchObject({ status: 404 });
  await sandbox.control.setMember(SERVER, 'cy', true);
  expect(await bot.withdraw(cy, another)).toEqual({ left: 0 });
});

test('where posted clips are not kept, the button deletes the message all the same', async () => {
  await parts.services.servers.change(guildId, { postedKeptMs: 0 });
  const { windowMs } = parts.services.config;
  await parts.services.consents.agree(ada, guildId, { windowMs, postedKeptMs: 0 });
  const { message } = await clipsAda();
  const clipId = parts.made[0]!;
  await vi.waitFor(async () => expect(await parts.services.clips.get(clipId)).toBeUndefined());
  await vi.waitFor(async () =>
    expect(JSON.stringify(await told())).toContain(`withdraw:${clipId}`),
  );
  expect(await bot.withdraw(ada, clipId)).toEqual({ left: 0 });
  const left = await sandbox.control.messages(BO);
  expect(left.some((one) => one.id === message?.id)).toBe(false);
});

test('an open page of hers is told in place of a DM; refused DMs come with her next answer', async () => {
  const { events } = parts.services;
  const got: unknown[] = [];
  const before = (await told()).length;
  const page = await events.subscribe(ada, undefined, (event) => got.push(event));
  await clipsAda();
  const clipId = parts.made[0]!;
  await vi.waitFor(() =>
    expect(got).toContainEqual({
      name: 'CLIPPED_BY_OTHER',
      data: expect.objectContaining({ clipId, lengthMs: 120_000, channelId: clipsId }),
    }),
  );
  page.leave();
  expect(await told()).toHaveLength(before);

  await sandbox.control.refuseDms('ada');
  await clipsAda('title:again');
  await vi.waitFor(async () => {
    await type('/replay status', { as: 'ada', channel: '#clips' });
    const seen = await sandbox.control.ephemeral({ as: 'ada', channel: '#clips' });
    expect(seen.some(({ content }) => content.includes('has clipped'))).toBe(true);
  });
});

test('nobody, when she says so or was never asked', async () => {
  await parts.services.settings.change(ada, { whoMayClip: 'nobody' });
  await refused(OTHERS);
  await parts.services.settings.change(ada, { whoMayClip: 'server' });
  await parts.services.consents.forgetPerson(ada);
  await refused(OTHERS);
});

test('who may not be in her channel can clip her only where the whole server may', async () => {
  await sandbox.control.deny('#clips', ['ViewChannel'], 'bo');
  const general = { as: 'bo', channel: '#general' };
  await refused(OTHERS, '', general);
  await parts.services.settings.change(ada, { whoMayClip: 'server' });
  const { message } = await clipsAda('', general);
  expect(message?.attachments).toHaveLength(1);
});

test('not from another server, not in a DM, not once it is past the window, and not into the library', async () => {
  await parts.services.settings.change(ada, { whoMayClip: 'server' });
  await refused(OTHERS, '', { as: 'bo', channel: '#chat' });
  await refused(OTHERS, '', { as: 'bo', channel: 'dm' });
  await refused('in their library, not in yours', 'to:library');
  const endedAt = Date.now() - parts.services.config.windowMs - 1000;
  await parts.services.shares.save({ ...share, status: 'stopped', endedAt });
  await refused(OTHERS);
});

test('who is offered shares now and lets one; a name does as well as an id, another is refused', async () => {
  const offered = async () => {
    const { suggestions } = await sandbox.control.complete({ ...BO, text: '/clip of:' });
    return suggestions.map(({ text }) => text.trim());
  };
  expect(await offered()).toEqual([`/clip of:${ada}`]);
  expect((await type('/clip 2m of:ada')).message?.attachments).toHaveLength(1);
  expect((await type(`/clip 2m of:<@${ada}>`)).message?.attachments).toHaveLength(1);
  expect((await type('/clip 2m of:zoe')).message?.content).toContain('Nobody called "zoe"');
  await parts.services.settings.change(ada, { whoMayClip: 'nobody' });
  expect(await offered()).toEqual([]);
  expect((await type('/clip 2m of:ada')).message?.content).toContain('Nobody called "ada"');
});

test('/replay status tells who shares to who may be in that channel', async () => {
  const seen = async () => (await type('/replay status', { ...BO, channel: '#general' })).message;
  const words = `<@${ada}> shares in <#${clipsId}>`;
  expect((await seen())?.content).toMatch(new RegExp(`${words}.*clips them`));
  await parts.services.settings.change(ada, { whoMayClip: 'nobody' });
  expect((await seen())?.content).toContain(words);
  expect((await seen())?.content).not.toContain('clips them');
  await sandbox.control.deny('#clips', ['ViewChannel'], 'bo');
  expect((await seen())?.content).not.toContain(ada);
});

test('a clip of hers that can not be posted is not left with her', async () => {
  await sandbox.control.refuseDms('bo');
  parts.played.beforeFit = async () => {
    throw new Error('played');
  };
  const { message } = await clipsAda();
  expect(message?.content).toContain('could not be');
  await vi.waitFor(async () =>
    expect(await parts.services.clips.get(parts.made[0]!)).toBeUndefined(),
  );
  await sandbox.control.refuseDms('bo', false);
});

test('where Discord does not say in time whether he may, that is said before he is left without an answer', async () => {
  const slow = { method: 'GET', path: '^/(guilds|channels)/', times: 20, kind: { delay: 2500 } };
  await sandbox.control.addFault(slow);
  await refused('Discord does not answer just now');
  await sandbox.control.clearFaults();
});
