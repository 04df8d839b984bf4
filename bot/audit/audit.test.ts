import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { GatewayIntentBits, GatewayOpcodes } from 'discord.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { LoggedRequest } from '../../sandbox/requests.ts';
import { openPostedClips, type PostedClips } from '../test-posted.ts';
import { audit } from './audit.ts';
import { expiringIn } from './expiring.ts';
import { letGoWrong } from './gone-wrong.ts';
import { lengths } from './lengths.ts';
import { mentions } from './mentions.ts';
import { everything, usedIn } from './must-be-seen.ts';
import { muteAlerts } from './muted.ts';
import { openapi, readOpenApi } from './openapi.ts';
import { createPlayer, hasIn } from './player.ts';
import { chooseEverySetting, pressAsAnother, pressEverything } from './pressed.ts';
import { privateAnswers } from './private-answers.ts';
import { secrets } from './secrets.ts';
import { letOthersClip } from './shared-by.ts';
import { typeEverything } from './typed.ts';

// Everything that can be done is done, and everything that the bot has sent for it is checked.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const SERVER = 'Hindsight Test Server';
/** Discord's own description, beside the repository where somebody has put it there. */
const DESCRIPTION =
  process.env.DISCORD_OPENAPI ??
  fileURLToPath(new URL('../../../shared/discord-openapi.json', import.meta.url));

const PRIVILEGED =
  GatewayIntentBits.GuildMembers |
  GatewayIntentBits.GuildPresences |
  GatewayIntentBits.MessageContent;

let on: PostedClips;
let requests: LoggedRequest[];
/** Clips that everybody has seen. */
const shown = new Set<string>();

beforeAll(async () => {
  on = await openPostedClips();
  const { control, services } = on;
  // As with a public address, so that links are posted, too.
  services.clipLinks.of = (clip) => services.clipLinks.page(clip);
  await control.addChannel({ kind: 'thread', name: 'a-thread', parent: '#clips' });
  await doEverything();
  requests = await control.requests();
});
afterAll(() => on?.close());

async function doEverything(): Promise<void> {
  const { control, ada } = on;
  const { guilds } = await control.world('ada');
  const guild = guilds.find(({ name }) => name === SERVER)!;
  const channelId = guild.channels.find(({ name }) => name === 'clips')!.id;
  const roleId = (await on.parts.played.bot!.rolesOf(ada, guild.id))!.find(
    (id) => id !== guild.id,
  )!;
  const inChannel = createPlayer(on, 'ada', '#clips');
  const bo = createPlayer(on, 'bo', '#clips');

  for (const channel of ['#a-thread', 'dm']) {
    await typeEverything(createPlayer(on, 'ada', channel));
  }
  await pressEverything(createPlayer(on, 'ada', '#a-thread'), ada);
  for (const language of ['en-US', 'de']) {
    await control.setGuildLocale(SERVER, language);
    for (const who of ['ada', 'bo']) await control.setLocale(who, language);
    await typeEverything(inChannel);
    await pressEverything(inChannel, ada);
    await pressAsAnother(inChannel, bo, ada);
    await chooseEverySetting(inChannel, { roleId, channelId });
    await letGoWrong(on, inChannel, 'ada');
    await muteAlerts(on, inChannel, { as: 'ada', userId: ada });
  }
  await typeEverything(bo);
  await letOthersClip(on, { guildId: guild.id, channelId });
  await bo.complete('/clip of:');
  await bo.type(`/clip 20s of:${ada} title:by bo`);
  const owner = createPlayer(on, 'ada', 'dm');
  const told = await owner.sees((message) => hasIn(message, 'withdraw'));
  await owner.press(told, 'withdraw');
  for (const { id } of await control.allInteractions()) {
    const { posted = [] } = (await on.services.clips.get(id)) ?? {};
    if (posted.some(({ to }) => to === 'channel')) shown.add(id);
  }
  await inChannel.press(await inChannel.type('/replay forget'), 'forget');
}

test('everything that there is was used', async () => {
  const used = usedIn(await on.control.allInteractions());
  expect(everything().filter((name) => !used.has(name))).toEqual([]);
});

test('something that nobody used is missed', () => {
  expect(usedIn([]).size).toBe(0);
  expect(everything()).toContain('button trim');
  expect(everything()).toContain('/clip to:library');
});

test('none of the requests has fallen out of the log', async () => {
  expect(requests.length).toBeGreaterThan(500);
  expect(requests[0]).toMatchObject({ method: 'GET', path: '/gateway/bot' });
});

test('nobody is called, nothing private is public, and nothing is too long', async () => {
  const rules = [
    ...[mentions, privateAnswers, lengths],
    secrets([on.sandbox.botToken], (id) => shown.has(id)),
  ];
  expect(audit(requests, rules)).toEqual([]);
});

test('each request is one that Discord describes', async ({ skip }) => {
  const document = await readOpenApi(DESCRIPTION);
  if (!document) return skip(`Discord's own description is not in ${DESCRIPTION}`);
  expect(audit(requests, [openapi(document)])).toEqual([]);
});

test('no address that ends is kept', async () => {
  const { dataDir } = on.services.config;
  const rows: string[] = [];
  for (const name of await readdir(dataDir)) {
    if (!name.endsWith('.sqlite')) continue;
    const database = new DatabaseSync(join(dataDir, name), { readOnly: true });
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    for (const table of tables) {
      rows.push(
        ...database
          .prepare(`SELECT * FROM "${table.name}"`)
          .all()
          .map((row) => JSON.stringify(row)),
      );
    }
    database.close();
  }
  expect(rows.length).toBeGreaterThan(50);
  expect(expiringIn(rows)).toEqual([]);
});

test('over the gateway it asks for nothing that is others’ alone, and for no right that has to be applied for', async () => {
  const payloads = await on.control.payloads();
  const usual: number[] = [
    ...[GatewayOpcodes.Identify, GatewayOpcodes.Resume],
    ...[GatewayOpcodes.PresenceUpdate, GatewayOpcodes.VoiceStateUpdate],
  ];
  expect(payloads.filter(({ op }) => !usual.includes(op))).toEqual([]);
  const [login] = payloads.filter(({ op }) => op === GatewayOpcodes.Identify);
  const { intents } = login?.d as { intents: number };
  expect(intents & PRIVILEGED).toBe(0);
});
