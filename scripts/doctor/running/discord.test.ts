import { expect, test } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { judgeBot } from './discord.ts';

const ALL = commands.map(({ definition }) => definition.name);

test('a bot that is in a server, with its commands', () => {
  expect(judgeBot(1, [...ALL, 'another'])).toMatchObject([{ state: 'ok' }]);
});

test('no server is something to know, no commands is broken', () => {
  expect(judgeBot(0, ALL)).toMatchObject([{ state: 'note' }]);
  const [finding] = judgeBot(1, ALL.slice(1));
  expect(finding).toMatchObject({ state: 'missing', says: expect.stringContaining(`/${ALL[0]}`) });
});
