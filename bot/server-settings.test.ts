import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Field, setId } from '../commands/settings/field.ts';
import { fields } from '../commands/settings/fields.ts';
import type { Sandbox } from '../sandbox/start.ts';
import { wordsIn } from '../server/words/words.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The whole bot over the sandbox: Ada manages the server, Bo does not.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const HERE = { as: 'ada', channel: '#clips' };
const SERVER = 'Hindsight Test Server';
const CHOOSE = 'settings';

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
let guildId: string;
let moderatorId: string;
let clipsId: string;

beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  bot = await whole.start();
  parts.played.bot = bot;
  const [guild] = (await sandbox.control.world('ada')).guilds;
  guildId = guild!.id;
  clipsId = guild!.channels.find(({ name }) => name === 'clips')!.id;
  const ada = (await sandbox.control.world('ada')).me;
  [moderatorId = ''] = (await bot.rolesOf(ada, guildId))!.filter((role) => role !== guildId);
});
afterAll(() => whole?.close());
afterEach(async () => {
  parts.forget();
  await parts.services.servers.forget(guildId);
});

const settings = () => parts.services.servers.of(guildId);
async function type(command: string, place = HERE) {
  const { id } = await sandbox.control.run({ ...place, command });
  return (await sandbox.control.waitForAnswer(id)).message!;
}
async function use(message: string, customId: string, values: string[] = [], as = 'ada') {
  const { id } = await sandbox.control.click({ as, message, customId, values });
  return sandbox.control.waitForAnswer(id);
}
/** Opens the settings, chooses one of them and gives it values. */
async function set(field: Field['id'], values: string[]) {
  const { id } = await type('/replay settings');
  await use(id, CHOOSE, [field]);
  return (await use(id, setId(field), values)).message!;
}
const refused = async (command: string, words: string, place = HERE) => {
  const message = await type(command, place);
  expect(message.content).toContain(words);
  expect(message.only_for).toBeDefined();
  expect(parts.made).toEqual([]);
};

test('who manages the server sees every setting; nobody else does, nor in direct messages', async () => {
  const { content, only_for } = await type('/replay settings');
  const { labels } = wordsIn('en').settings;
  for (const { id } of fields) expect(content).toContain(labels[id]);
  expect(only_for).toBeDefined();
  await refused('/replay settings', 'Manage Server', { ...HERE, as: 'bo' });
  await refused('/replay settings', 'belong to a server', { ...HERE, channel: 'dm' });
});

test.each<[Field['id'], string[], object, string]>([
  ['delivery', ['link'], { delivery: 'link' }, 'as a link'],
  ['language', ['de'], { language: 'de' }, 'Deutsch'],
  ['windowMs', ['300000'], { windowMs: 300_000 }, ': 5m'],
  ['postedKeptMs', ['0'], { postedKeptMs: 0 }, 'not at all'],
])('%s is chosen, kept and shown', async (field, values, kept, words) => {
  expect((await set(field, values)).content).toContain(words);
  expect(await settings()).toMatchObject(kept);
  const usual = field === 'delivery' ? 'upload' : null;
  await set(field, [usual ?? 'none']);
  expect(await settings()).toMatchObject({ [field]: usual });
});

test('roles and channels are chosen, and given up again', async () => {
  expect((await set('clipRoles', [moderatorId])).content).toContain(`<@&${moderatorId}>`);
  expect((await set('channels', [clipsId])).content).toContain(`<#${clipsId}>`);
  expect(await settings()).toMatchObject({ clipRoles: [moderatorId], channels: [clipsId] });
  await set('clipRoles', []);
  expect(await settings()).toMatchObject({ clipRoles: [], channels: [clipsId] });
});

test('the space for clips is filled in; nonsense is refused in words', async () => {
  const { id: message } = await type('/replay settings');
  const fill = async (megabytes: string) => {
    const { id: interaction } = await use(message, CHOOSE, ['quotaBytes']);
    const sent = await sandbox.control.submit({ as: 'ada', interaction, values: { megabytes } });
    return (await sandbox.control.waitForAnswer(sent.id)).message!;
  };
  expect((await fill('500')).content).toContain('Space for clips: 500 MB');
  expect(await settings()).toMatchObject({ quotaBytes: 500 * 1024 * 1024 });
  for (const wrong of ['-1', '0', 'many', '1.5']) {
    expect((await fill(wrong)).content).toContain(`"${wrong}" is no number of megabytes`);
  }
  expect(await settings()).toMatchObject({ quotaBytes: 500 * 1024 * 1024 });
  expect((await fill('')).content).toContain('as much as there is');
  expect(await settings()).toMatchObject({ quotaBytes: null });
});

test('who may not manage the server any more changes nothing by what stands there still', async () => {
  const { id } = await type('/replay settings', { ...HERE, channel: '#chat' });
  const owner = await use(id, CHOOSE, ['delivery']);
  expect(owner.state).toBe('answered');
  const { message } = await useAsBo(setId('delivery'), ['link']);
  expect(message?.content).toContain('Manage Server');
  expect(await settings()).toMatchObject({ delivery: 'upload' });
});

/** Bo managed the server when he opened the settings, and does not any more when he uses them. */
async function useAsBo(customId: string, values: string[]) {
  await sandbox.control.setRoles(SERVER, 'bo', ['Moderator']);
  const place = { as: 'bo', channel: '#clips' };
  const { id } = await type('/replay settings', place);
  await use(id, CHOOSE, ['delivery'], 'bo');
  await sandbox.control.setRoles(SERVER, 'bo', []);
  return use(id, customId, values, 'bo');
}

test('without the role one neither clips nor shares; with it, one does', async () => {
  const place = { as: 'bo', channel: '#clips' };
  await parts.services.servers.change(guildId, {
    ...{ clipRoles: [moderatorId], shareRoles: [moderatorId] },
  });
  await refused('/clip 2m', 'certain roles may clip', place);
  await refused('/replay post from:2m', 'certain roles may clip', place);
  await refused('/replay start', 'certain roles may share', place);
  // For oneself alone, of one's own: that is nobody else's affair.
  expect((await type('/clip 2m to:library', place)).content).toContain('in your library');
  await sandbox.control.setRoles(SERVER, 'bo', ['Moderator']);
  expect((await type('/clip 2m', place)).attachments).toHaveLength(1);
  expect((await type('/replay start', place)).components).toHaveLength(1);
  await sandbox.control.setRoles(SERVER, 'bo', []);
  await parts.services.servers.change(guildId, { clipRoles: [guildId] });
  expect((await type('/clip 2m', place)).attachments).toHaveLength(1);
});

test('in a channel that is not allowed nothing is posted and nobody shares', async () => {
  await parts.services.servers.change(guildId, { channels: [clipsId] });
  const general = { ...HERE, channel: '#general' };
  await refused('/clip 2m', 'may not be used in that channel', general);
  await refused('/replay start', 'may not be used in that channel', general);
  expect((await type('/clip 2m')).attachments).toHaveLength(1);
});

test('no more is clipped than the server keeps, and the link of /replay start says how much that is', async () => {
  await parts.services.servers.change(guildId, { windowMs: 60_000 });
  await refused('/clip 2m', 'Only the last 1m are kept on this server');
  expect((await type('/replay start')).content).toContain('the last 1m are kept');
  // Never more than the installation does.
  await parts.services.servers.change(guildId, { windowMs: 10 * 3600_000 });
  expect((await type('/replay start')).content).toContain('the last 20m are kept');
});

test('where the clips take all that they may, there is none more', async () => {
  await parts.services.servers.change(guildId, { quotaBytes: 100_000 });
  const before = await parts.services.clips.bytesOfGuild(guildId);
  await parts.services.clips.removeGuild(guildId);
  expect(before).toBeGreaterThan(0);
  expect((await type('/clip 2m')).attachments).toHaveLength(1);
  parts.forget();
  await refused('/clip 2m', 'take the 0 MB that they may');
});

test('a server that wants links gets them; an order that says otherwise is taken at its word', async () => {
  await parts.services.servers.change(guildId, { delivery: 'link' });
  const qualities: unknown[] = [];
  const { make } = parts.played;
  parts.played.make = (order, watch) => {
    qualities.push(order.quality);
    return make(order, watch);
  };
  await type('/clip 2m');
  await type('/clip 2m quality:fit');
  await type('/clip 10s format:gif');
  await type('/clip 2m to:dm');
  expect(qualities).toEqual(['link', 'fit', undefined, undefined]);
});

test('posted clips stay as long as the server says, never longer than the installation does', async () => {
  const clipped = async () => {
    parts.forget();
    await type('/clip 2m');
    const clip = await parts.services.clips.get(parts.made[0]!);
    return clip && Math.round((clip.expiresAtMs! - Date.now()) / 3600_000);
  };
  await parts.services.servers.change(guildId, { postedKeptMs: 24 * 3600_000 });
  expect(await clipped()).toBe(24);
  await parts.services.servers.change(guildId, { postedKeptMs: 1000 * 24 * 3600_000 });
  expect(await clipped()).toBe(7 * 24);
  await parts.services.servers.change(guildId, { postedKeptMs: 0 });
  expect(await clipped()).toBeUndefined();
});
