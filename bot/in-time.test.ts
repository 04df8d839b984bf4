import { setTimeout as sleep } from 'node:timers/promises';
import type { RepliableInteraction } from 'discord.js';
import { expect, test, vi } from 'vitest';
import { createLog } from '../server/log.ts';
import { inTime } from './in-time.ts';

const log = createLog('silent');

function interaction() {
  const [reply, deferReply] = [vi.fn(async () => {}), vi.fn(async () => {})];
  return {
    reply,
    deferReply,
    it: { id: '1', reply, deferReply } as unknown as RepliableInteraction,
  };
}

test('what is not answered in time is refused with words, and can only be told of it from then on', async () => {
  const { it, reply, deferReply } = interaction();
  const ends = Promise.withResolvers<unknown>();
  const late = inTime(it, { receivedMs: Date.now() - 2100, log }, async () => {
    await sleep(300);
    await it.deferReply().catch(ends.resolve);
  });
  await expect(late).rejects.toMatchObject({ message: expect.stringContaining('in time') });
  await it.reply('too late');
  expect(await ends.promise).toMatchObject({ name: 'AnswerOver' });
  expect(reply).toHaveBeenCalledOnce();
  expect(deferReply).not.toHaveBeenCalled();
});

test('what has begun to answer may take its time', async () => {
  const { it, deferReply } = interaction();
  const work = vi.fn(async () => {
    await it.deferReply();
    await sleep(300);
  });
  await inTime(it, { receivedMs: Date.now() - 2100, log }, work);
  expect(deferReply).toHaveBeenCalledOnce();
});
