import { beforeEach, expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { type AskMember, rememberMembers } from './members.ts';

let nowMs: number;
let asked: string[];
let answer: () => Promise<boolean>;
let isMember: AskMember;
beforeEach(() => {
  nowMs = 0;
  asked = [];
  answer = async () => true;
  const ask: AskMember = (userId, guildId) => {
    asked.push(`${userId} in ${guildId}`);
    return answer();
  };
  isMember = rememberMembers(ask, () => nowMs);
});

test('several questions at once are one, and each person and server has its own', async () => {
  await Promise.all([isMember('1', '10'), isMember('1', '10'), isMember('1', '11')]);
  await isMember('2', '10');
  expect(asked).toEqual(['1 in 10', '1 in 11', '2 in 10']);
});

test('who was thrown out is so half a minute later', async () => {
  expect(await isMember('1', '10')).toBe(true);
  answer = async () => false;
  nowMs = 29_999;
  expect(await isMember('1', '10')).toBe(true);
  nowMs = 30_000;
  expect(await isMember('1', '10')).toBe(false);
  answer = async () => true;
  nowMs += 119_999;
  expect(await isMember('1', '10')).toBe(false);
  nowMs += 1;
  expect(await isMember('1', '10')).toBe(true);
});

test('a question that Discord does not answer is asked again, and says so', async () => {
  const refusal = (error: unknown) => error instanceof UserError && error.status === 503;
  answer = () => Promise.reject(new Error('down'));
  await expect(isMember('1', '10')).rejects.toSatisfy(refusal);
  answer = async () => true;
  expect(await isMember('1', '10')).toBe(true);
});

test('it is not waited for forever', async () => {
  answer = () => new Promise(() => {});
  await expect(isMember('1', '10')).rejects.toThrow('Discord does not answer just now');
});
