import { hostname } from 'node:os';
import { MessageFlags } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { commands } from '../commands/index.ts';
import { startTestBot, type TestBot } from '../sandbox/testing/bot.ts';
import { createLog } from '../server/log.ts';
import { type Bot, startBot } from './bot.ts';
import { createLeftAnswers } from './left-answers.ts';
import { openTestServices, type TestServices } from './test-services.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
/** As order-owners.ts names one of this machine that is gone: our number, another run. */
const DEAD = `${hostname()}/${process.pid}/an earlier run/1`;
const WORDS = 'I was stopped in the middle of this';

/** The process before: it begins answers, and dies. */
let before: TestBot;
let bot: Bot;
let parts: TestServices;
beforeAll(async () => {
  parts = await openTestServices();
  before = await startTestBot(commands.map(({ definition }) => ({ toJSON: () => definition })));
});
afterEach(() => bot?.close());
afterAll(async () => {
  await before?.close();
  await parts?.close();
});

/** @param owner who was to finish it @param answer what it did before it died */
async function leave(owner: string, answer?: string) {
  const { store } = parts.services;
  const answers = createLeftAnswers({} as never, { store, owner, log: createLog('silent') });
  before.handle(async (interaction) => {
    if (!interaction.isChatInputCommand()) throw new Error('a command was run');
    answers.begin(interaction);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    if (answer) await interaction.editReply(answer);
  });
  const done = before.done();
  const { id } = await before.sandbox.control.run({ ...CLIPS, command: '/replay status' });
  await done;
  before.handle(() => {});
  return id;
}

async function start() {
  const { botToken: token, apiUrl } = before.sandbox;
  bot = await startBot(parts.services, { token, apiUrl });
}
const contentOf = async (id: string) =>
  (await before.sandbox.control.interaction(id)).message?.content;
const left = () => parts.services.store.index.count('answers-begun');

test('what a dead process was to answer is told, where nothing was said yet; and only once', async () => {
  const unsaid = await leave(DEAD);
  const said = await leave(DEAD, 'all is well');
  await start();
  await vi.waitFor(async () => expect(await contentOf(unsaid)).toContain(WORDS));
  await vi.waitFor(async () => expect(await left()).toBe(0));
  expect(await contentOf(said)).toBe('all is well');
});

test('what another process may be working on is left to it', async () => {
  const id = await leave('another machine/1/run/1');
  await start();
  await bot.close();
  expect(await contentOf(id)).toBe('');
  expect(await left()).toBe(1);
  await parts.services.store.index.drop('answers-begun');
});

test('a command that is answered leaves nothing', async () => {
  await start();
  const { id } = await before.sandbox.control.run({ ...CLIPS, command: '/replay status' });
  await before.sandbox.control.waitForAnswer(id);
  await vi.waitFor(async () => expect(await left()).toBe(0));
});
