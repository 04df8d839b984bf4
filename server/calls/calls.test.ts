import { afterAll, beforeAll, expect, test } from 'vitest';
import { installationSecret } from '../auth/secret.ts';
import { UserError } from '../errors.ts';
import { listen } from '../http/listen.ts';
import { openTestApp } from '../http/test-app.ts';
import { logFieldsHere, withLogFields } from '../log-fields.ts';
import { createBotLink } from './bot-link.ts';
import { createCalls, NoAnswer } from './calls.ts';
import type { BotAnswers } from './methods.ts';
import { holdsGuild } from './own-shards.ts';

type App = Awaited<ReturnType<typeof openTestApp>>;

/** On shards 0 and 1 of two. */
const EVEN = `${2n << 22n}`;
const ODD = `${3n << 22n}`;

let app: App;
let calls: ReturnType<typeof createCalls>;
const bot = {
  rolesOf: async (userId: string) => (userId === '1' ? ['7'] : null),
  guildName: async () => undefined,
  parentOf: async () => logFieldsHere().requestId,
  async withdraw() {
    throw new UserError((words) => words.clips.noSuch, { status: 404 });
  },
  isMember: () => Promise.reject(new TypeError('no such thing')),
  access: async () => ({ may: 'unknown' as const }),
} as unknown as BotAnswers;

beforeAll(async () => {
  app = await openTestApp(() => ({ answers: { bot } }));
  calls = createCalls(installationSecret(app.dataDir, 'internal'));
});
afterAll(() => app.close());

test('an answer of another process arrives as it was given', async () => {
  const there = calls.bot({ address: app.url });
  expect(await there.rolesOf('1', '2')).toEqual(['7']);
  expect(await there.rolesOf('2', '2')).toBeNull();
  expect(await there.guildName('2')).toBeUndefined();
});

test('what is logged there has the id that the work has here', async () => {
  const ask = () => calls.bot({ address: app.url }).parentOf('1');
  expect(await withLogFields({ orderId: '1234567890' }, ask)).toBe('1234567890');
  const asked = { orderId: '1234567890', requestId: 'by-the-page' };
  expect(await withLogFields(asked, ask)).toBe('by-the-page');
});

test('a sentence for people stays one, a fault a fault, and nobody else is asked then', async () => {
  const there = calls.bot({ address: app.url });
  const refused = await there.withdraw('1', '2').catch((error) => error);
  expect(refused).toBeInstanceOf(UserError);
  expect(refused.status).toBe(404);
  const fault = await there.isMember('1', '2').catch((error) => error);
  expect(fault).not.toBeInstanceOf(NoAnswer);
  expect(fault.message).toContain('no such thing');
});

test('who has another key, asks for nothing, or asks a process without a bot gets no answer', async () => {
  const stranger = createCalls('made up').bot({ address: app.url });
  await expect(stranger.rolesOf('1', '2')).rejects.toThrow('answers with 401');
  await expect(calls.bot({ address: app.url }).rolesOf('', '2')).rejects.toThrow();
  await expect(calls.server({ address: app.url }).look('room')).rejects.toThrow(NoAnswer);
  const starting = await listen('127.0.0.1', 0);
  const address = `http://127.0.0.1:${starting.port}`;
  await expect(calls.bot({ address }).rolesOf('1', '2')).rejects.toThrow(NoAnswer);
  await starting.close();
  await expect(calls.bot({ address }).rolesOf('1', '2')).rejects.toThrow(NoAnswer);
});

test('servers belong to shards as Discord says; direct messages to the first', () => {
  expect(holdsGuild({ ids: [0], count: 2 }, EVEN)).toBe(true);
  expect(holdsGuild({ ids: [0], count: 2 }, ODD)).toBe(false);
  expect(holdsGuild({ ids: [1], count: 2 }, ODD)).toBe(true);
  expect(holdsGuild({ ids: [1], count: 2 }, '0')).toBe(false);
  expect(holdsGuild({ ids: [0], count: 1 }, ODD)).toBe(true);
});

/** Bots of other processes, by their addresses. */
function linkTo(bots: Record<string, { shards: number[]; answers: Partial<BotAnswers> }>) {
  const alive = Object.entries(bots).map(([address, { shards }]) => ({
    ...{ id: address, address, roles: ['bot' as const], sinceMs: 0 },
    shards: { ids: shards, count: 2 },
  }));
  return createBotLink({
    own: () => null,
    others: {
      processes: { id: 'us', alive: async () => alive },
      calls: { bot: ({ address }) => bots[address]?.answers as BotAnswers },
    },
  });
}
const gone = () => Promise.reject(new NoAnswer('gone'));

test('a server is asked about at its bot, and at that one’s stand-in where it does not answer', async () => {
  const link = linkTo({
    a: { shards: [0], answers: { guildName: gone } },
    b: { shards: [1], answers: { guildName: async () => 'odd' } },
    c: { shards: [0], answers: { guildName: async () => 'even' } },
  });
  expect(await link.guildName(EVEN)).toBe('even');
  expect(await link.guildName(ODD)).toBe('odd');
  await expect(linkTo({}).guildName(ODD)).rejects.toThrow('the bot is not logged in');
});

test('about a channel the bot that knows it has the word', async () => {
  const nowhere = new UserError('That channel is not there.', { status: 404 });
  const unknown = { access: async () => ({ may: 'unknown' as const }) };
  const refuses = { needPostPlace: () => Promise.reject(nowhere) };
  const link = linkTo({
    a: { shards: [0], answers: { ...unknown, ...refuses } },
    b: {
      shards: [1],
      answers: {
        access: async () => ({ may: 'not' }),
        needPostPlace: async () => ({ guildId: '9' }),
      },
    },
  });
  expect(await link.access('1', '2')).toEqual({ may: 'not' });
  expect(await link.postPlaces.need('1', '2')).toEqual({ guildId: '9' });
  const all = linkTo({ a: { shards: [0], answers: { ...unknown, ...refuses } } });
  expect(await all.access('1', '2')).toEqual({ may: 'unknown' });
  await expect(all.postPlaces.need('1', '2')).rejects.toBe(nowhere);
});
