import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { writeSegments } from '../server/disk/test-disk.ts';
import { usualWindow } from '../server/disk/usual-window.ts';
import { type Bot, startBot } from './bot.ts';
import { openTestServices, type TestServices } from './test-services.ts';

// What people see on Discord where there is not room for all that is recorded, by the whole bot over the sandbox.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const MINUTE_MS = 60_000;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
beforeAll(async () => {
  // Ten minutes of what is recorded here, and one that is too little for two.
  parts = await openTestServices({ env: { REPLAY_MAX_BYTES_PER_PERSON: '300KB' } });
  const { services } = parts;
  Object.assign(services, {
    reconciler: { look: async () => {}, waitingOf: () => [], comingOf: () => [] },
  });
  sandbox = await startSandbox({ dataDir: services.config.dataDir });
  bot = await startBot(services, { token: sandbox.botToken, apiUrl: sandbox.apiUrl });
  parts.played.bot = bot;
  await sandbox.control.setRateLimits(false);
  await sandbox.control.setLocale('bo', 'de');
  services.disk.tell({
    notify: services.notify,
    usualOf: (userId) => usualWindow(userId, services),
  });
});
afterAll(async () => {
  await bot?.close();
  await sandbox?.close();
  await parts?.close();
});

async function type(as: string, command: string): Promise<string> {
  const { id } = await sandbox.control.run({ as, channel: '#clips', command });
  return (await sandbox.control.waitForAnswer(id)).message?.content ?? '';
}

/** Two seconds are 1 kB, or as many as said. */
async function recorded(as: string, minutes: number, bytes = 1000): Promise<void> {
  const { me } = await sandbox.control.world(as);
  await writeSegments(parts.services.config.segmentsPath, me, {
    startMs: Date.now() - minutes * MINUTE_MS,
    ...{ count: minutes * 30, bytes },
  });
  await parts.services.disk.look();
}

const dms = async (as: string) => (await sandbox.control.dms(as)).map(({ content }) => content);

test('who has less than usual is told once, and reads it in their status', async () => {
  expect(await type('ada', '/replay status')).not.toContain('Just now only');
  await recorded('ada', 20);
  await vi.waitUntil(async () => (await dms('ada')).length > 0);
  await recorded('ada', 20);
  expect(await type('ada', '/replay status')).toMatch(
    /Just now only the last \dm are kept instead of 20m\. Your recordings take the space/,
  );
  expect(await dms('ada')).toEqual([
    expect.stringMatching(/^\*\*Your replay buffer\*\* is shorter than usual: .*instead of 20m/),
  ]);
  // Windows are long enough for another share of theirs.
  expect(await type('ada', '/replay start')).toContain('This link is yours alone');
});

test('at the floor there is no new share, in the language of who asks', async () => {
  await type('bo', '/replay status');
  await recorded('bo', 1, 30_000);
  expect(await type('bo', '/replay start')).toMatch(
    /^Deine anderen Aufnahmen belegen allen Platz, den eine Person belegen darf\. Versuche es/,
  );
  await vi.waitUntil(async () => (await dms('bo')).length > 0);
  expect(await dms('bo')).toEqual([
    expect.stringMatching(/^\*\*Dein Puffer\*\* ist kürzer als sonst/),
  ]);
  expect(await type('cy', '/replay start')).toContain('This link is yours alone');
});
