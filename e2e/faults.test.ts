import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roomName } from '../server/livekit/room-name.ts';
import { randomFrom } from '../server/livekit/test-webhooks.ts';
import { FAULTS } from './support/chaos/faults/index.ts';
import { SEEN } from './support/chaos/faults/seen.ts';
import { ADA, untilClippable, waitForOutcome } from './support/hindsight.ts';
import { type Installation, startInstallation } from './support/machines/installation.ts';
import { keepSharing, type Sharer } from './support/machines/sharer.ts';
import { skipWithoutMount } from './support/mount.ts';
import { skipWithout } from './support/parts.ts';

const skip =
  (await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw', 'compiler')) ||
  (await skipWithoutMount());

/** For what a command began while it lasted. */
const LASTS_MS = 3000;

describe.skipIf(skip)('each fault', () => {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
  const random = randomFrom(seed);
  let installation: Installation;
  let sharer: Sharer;

  beforeAll(async () => {
    console.log(`FAULT_SEED=${seed}`);
    installation = await startInstallation({ servers: 2, workers: 1, bots: 1 });
    const { sandbox, livekit } = installation;
    const { me, guilds } = await sandbox.control.world('ada');
    const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === 'clips'));
    const channel = guild?.channels.find(({ name }) => name === 'clips');
    const room = roomName(guild?.id ?? '', channel?.id ?? '');
    sharer = await keepSharing(livekit, { userId: me, roomName: room });
    await untilClippable(sandbox.control, ADA);
  }, 300_000);
  afterAll(async () => {
    await sharer?.stop();
    await installation?.close();
  }, 120_000);

  const type = (title: string) =>
    installation.sandbox.control.run({ ...ADA, command: `/clip duration:6s title:${title}` });
  const postedOf = async (title: string) =>
    (await installation.sandbox.control.messages(ADA)).filter(
      ({ content, attachments }) => content.includes(title) && attachments.length > 0,
    );

  test.each(FAULTS)('$name', async (fault) => {
    const { control } = installation.sandbox;
    const [during, after] = [`during ${fault.name}`, `after ${fault.name}`];
    const fromMs = Date.now();
    const { what, end } = await fault.begin(installation, random);
    console.log(`${what}: ${Date.now() - fromMs} ms to begin`);
    const typed = await type(during);
    try {
      await SEEN[fault.name]?.(installation, what);
      await sleep(LASTS_MS);
    } finally {
      await end();
    }
    const endMs = Date.now();
    const next = await type(after);
    const outcome = await waitForOutcome(control, next.id, 30_000);
    console.log(`  after ${Date.now() - endMs} ms: ${outcome.state} ${outcome.message?.content}`);
    const first = await waitForOutcome(control, typed.id, 30_000);
    console.log(
      `  typed during it, ${Date.now() - endMs} ms: ${first.state} ${first.message?.content}`,
    );
    console.log(`  posted: ${(await postedOf(during)).length} ${(await postedOf(after)).length}`);
    const dms = (await control.dms('ada')).map(({ content }) => content);
    console.log(`  dms: ${dms.length} ${dms.at(-1)}`);
    expect(await postedOf(after)).toHaveLength(1);
  });
});
