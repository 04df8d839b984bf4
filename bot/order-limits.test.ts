import { MessageFlags } from 'discord.js';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openPostedClips, type PostedClips, soonIs } from './test-posted.ts';

// Who asks for too much is told before anything is made, whichever way they ask.

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const AT_ONCE = 2;
const IN_WINDOW = 4;

let bot: PostedClips;
let go: () => void;
beforeAll(async () => {
  bot = await openPostedClips({
    CLIPS_AT_ONCE_PER_PERSON: String(AT_ONCE),
    CLIPS_PER_PERSON: String(IN_WINDOW),
  });
  const gate = Promise.withResolvers<void>();
  go = gate.resolve;
  const { make } = bot.parts.played;
  bot.parts.played.make = async (...args) => {
    await gate.promise;
    return make(...args);
  };
});
afterAll(async () => {
  go?.();
  await bot?.close();
});
afterEach(() => bot.control.setLocale('ada', 'en-GB'));

const type = (options = '') => bot.type(`/clip duration:30s ${options}`);
const ended = () => soonIs(async () => expect(bot.services.orders.board.running()).toEqual([]));

test('at once: told what runs, to them alone, in their language; nothing is made', async () => {
  for (let i = 0; i < AT_ONCE; i++) {
    await bot.control.run({ as: 'ada', channel: '#clips', command: `/clip 30s title:ace${i}` });
  }
  await soonIs(async () => expect(bot.parts.made).toHaveLength(AT_ONCE));
  const { message } = await type();
  expect(message.flags! & MessageFlags.Ephemeral).toBeTruthy();
  expect(message.content).toContain('2 of your clips are still being made');
  expect(message.content).toContain('“ace0”');
  await bot.control.setLocale('ada', 'de');
  expect((await type('to:dm')).message.content).toContain('2 deiner Clips werden noch gemacht');
  expect(bot.parts.made).toHaveLength(AT_ONCE);
});

test('a program is told the same', async () => {
  const { token } = await bot.services.apiKeys.create(bot.ada, 'deck');
  const order = () =>
    fetch(`${bot.services.publicUrl}/api/clips`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ durationMs: 30_000 }),
    });
  const response = await order();
  expect(response.status).toBe(429);
  expect(await response.text()).toContain('2 of your clips are still being made');
  expect(bot.parts.made).toHaveLength(AT_ONCE);
});

test('within some minutes: told when the next can be asked for', async () => {
  go();
  await ended();
  for (let i = AT_ONCE; i < IN_WINDOW; i++) {
    await type();
    await ended();
  }
  const { message } = await type();
  expect(message.content).toMatch(/4 clips within 10m.*in (10m|9m\d*s?)/);
  expect(bot.parts.made).toHaveLength(IN_WINDOW);
});
